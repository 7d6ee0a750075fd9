import { InputError } from "../errors.ts";
import { columnsOf } from "../query/form.ts";
import { checkFlow } from "./check-flow.ts";
import { requireUnquotedValues } from "./command.ts";
import { optionsIn, pathsIn } from "./expression.ts";
import { isOutsideFact } from "./facts.ts";
import { type Fault, suggestion } from "./fault.ts";
import { parseInput } from "./inputs.ts";
import { pathsInProse } from "./read-prose.ts";
import { leavesOf } from "./render-step.ts";
import type { ConcludeRule, NextRule, Runbook, Step } from "./schema.ts";
import { pathsInTemplate } from "./template.ts";
import { factsOfWindow, isBounded, parseWindow } from "./window.ts";

/** What no single block can know: names that nobody provides, ways that lead nowhere, windows without an end. */
export function checkRunbook(runbook: Runbook): Fault[] {
  const faults: Fault[] = [];
  const known = new Set(Object.keys(runbook.inputs));
  const at =
    (line: number) =>
    (message: string): void => {
      faults.push({ file: runbook.file, line, message });
    };

  const fileId = runbook.file.split(/[/\\]/).at(-1)?.replace(/\.md$/, "");
  if (fileId !== runbook.id)
    at(1)(
      `The id "${runbook.id}" differs from the file's name: rename the file to ${runbook.id}.md or the id to ${fileId}.`,
    );
  checkInputs(runbook, at(1));
  checkPaths(pathsInProse(runbook.intro), known, at(1));

  for (const step of runbook.steps) {
    const refuse = at(step.line);
    guarded(refuse, () => {
      checkPaths(pathsInStep(step), known, refuse);
      if (step.kind === "query") checkWindow(runbook, step, known, refuse);
      for (const { command } of "copy" in step ? (step.copy ?? []) : []) requireUnquotedValues(command);
      if (step.kind === "ask" && !Object.hasOwn(step.answers, step.otherwise))
        refuse(
          `"otherwise: ${step.otherwise}" is none of the answers: ${Object.keys(step.answers).join(", ")}.`,
        );
    });
    for (const rule of [...step.conclude, ...step.next]) {
      const wrong = at(rule.line);
      guarded(wrong, () => checkPaths(pathsInRule(rule), known, wrong, step));
      checkOptions(rule, step, wrong);
    }
    for (const rule of step.conclude) for (const name of Object.keys(rule.set)) known.add(name);
  }
  faults.push(...checkFlow(runbook));
  return faults;
}

type Refuse = (message: string) => void;

function guarded(refuse: Refuse, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    refuse(error.message);
  }
}

function checkInputs(runbook: Runbook, refuse: Refuse): void {
  for (const [name, input] of Object.entries(runbook.inputs)) {
    for (const path of [input.from ?? []].flat())
      if (!isOutsideFact(path)) refuse(`inputs.${name}.from: no alarm, incident or setting tells "${path}".`);
    if (input.default === undefined) continue;
    if (input.type === "window")
      guarded(refuse, () => {
        const window = parseWindow(input.default ?? "");
        for (const path of factsOfWindow(window))
          if (!isOutsideFact(path))
            refuse(`inputs.${name}.default: no alarm or incident tells the time "${path}".`);
      });
    else {
      const parsed = parseInput(input, input.default);
      if ("fault" in parsed) refuse(`inputs.${name}.default: ${parsed.fault}`);
    }
  }
}

function checkWindow(
  runbook: Runbook,
  step: Step & { kind: "query" },
  known: Set<string>,
  refuse: Refuse,
): void {
  const { window } = step;
  if ("fact" in window) {
    if (runbook.inputs[window.fact]?.type === "window") return;
    refuse(
      window.fact === "window"
        ? `The query "${step.id}" has no window: give it one, or the runbook an input "window" of type window with a max.`
        : `The window "${window.fact}" of "${step.id}" is no input of type window.`,
    );
    return;
  }
  if (!isBounded(window))
    refuse(`The window of "${step.id}" has no bound: write window: { is: …, max: 14d }.`);
  checkPaths(factsOfWindow(window), known, refuse);
}

function pathsInStep(step: Step): string[] {
  const templates = [...("copy" in step ? (step.copy ?? []) : [])].flatMap(({ say, command }) => [
    say,
    command,
  ]);
  switch (step.kind) {
    case "query":
      templates.push(...leavesOf(step.query.where));
      break;
    case "ask":
      templates.push(step.to, step.question);
      break;
    case "choose":
      templates.push(step.question);
      break;
    case "finish":
      templates.push(step.say ?? "");
  }
  return [...pathsInProse(step.prose), ...templates.flatMap(pathsInTemplate)];
}

function pathsInRule(rule: ConcludeRule | NextRule): string[] {
  const inWhen = rule.when && rule.when.op !== "otherwise" ? pathsIn(rule.when) : [];
  if (!("set" in rule)) return inWhen;
  return [...inWhen, ...pathsInTemplate(rule.say ?? ""), ...Object.values(rule.set)];
}

/** `step` is given where its own answer may be spoken of too. */
function checkPaths(paths: readonly string[], known: ReadonlySet<string>, refuse: Refuse, step?: Step): void {
  for (const path of new Set(paths)) {
    if (isOutsideFact(path) || known.has(path) || known.has(path.replace(/\.(from|to)$/, ""))) continue;
    const about = step && answerPath(path, step);
    if (about === true) continue;
    refuse(
      about ??
        `Nothing provides "${path}": no input, alarm or earlier step sets it.${suggestion(path, [...known])}${
          step && /^[\w-]+$/.test(path) ? " Text stands in quotes." : ""
        }`,
    );
  }
}

/** True when a step's own answer has it, words when it looks so but has not. */
function answerPath(path: string, step: Step): true | string | undefined {
  if (path === "answer") return step.kind === "ask" || "Only an ask step has an answer.";
  if (path === "choice") return step.kind === "choose" || "Only a choose step has a choice.";
  const [, of, column = ""] = /^(distinct|top|first|last|sum|max|min|values)\.(.+)$/.exec(path) ?? [];
  if (of === undefined && path !== "rows" && path !== "matched") return undefined;
  if (step.kind !== "query") return `Only a query step has "${path}".`;
  if (of === undefined) return true;
  const columns = columnsOf(step.query);
  return (
    columns.includes(column) ||
    `The answer of "${step.id}" has no column "${column}": it has ${columns.join(", ")}.${suggestion(column, columns)}`
  );
}

function checkOptions(rule: ConcludeRule | NextRule, step: Step, refuse: Refuse): void {
  if (!rule.when || rule.when.op === "otherwise") return;
  const options = step.kind === "ask" ? step.answers : step.kind === "choose" ? step.options : undefined;
  if (!options) return;
  for (const option of optionsIn(rule.when))
    if (!Object.hasOwn(options, option))
      refuse(
        `"${option}" is none of the answers: ${Object.keys(options).join(", ")}.${suggestion(option, Object.keys(options))}`,
      );
}
