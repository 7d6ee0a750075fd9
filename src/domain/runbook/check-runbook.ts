import { InputError } from "../errors.ts";
import { checkFlow } from "./check-flow.ts";
import { checkInputs } from "./check-inputs.ts";
import { requireUnquotedValues } from "./command.ts";
import { optionsIn, pathsIn } from "./expression.ts";
import { isOutsideFact } from "./facts.ts";
import { type Fault, suggestion } from "./fault.ts";
import type { FrontMatter } from "./front-matter.ts";
import { ownPath } from "./own-path.ts";
import type { Prose } from "./prose.ts";
import { pathsInProse } from "./read-prose.ts";
import type { BrokenStep } from "./read-step.ts";
import { leavesOf } from "./render-step.ts";
import type { ConcludeRule, NextRule, QueryStep, Step } from "./schema.ts";
import { pathsInTemplate } from "./template.ts";
import { factsOfWindow, isBounded } from "./window.ts";

/** A runbook as far as it could be read. */
export interface Draft {
  file: string;
  markdown: string;
  /** Absent when the front matter itself has faults: then no name can be called unknown. */
  front: { value: FrontMatter; lineOf(path: readonly PropertyKey[]): number } | undefined;
  intro: Prose;
  steps: readonly (Step | BrokenStep)[];
}

type Refuse = (message: string, about?: string) => void;

/** What no single block can know: names that nobody provides, ways that lead nowhere, windows without an end. */
export function checkRunbook(draft: Draft): Fault[] {
  const faults: Fault[] = [];
  const lines = draft.markdown.split("\n");
  /** Faults from this line on; `about` is a piece of text that leads to the very line. */
  const from =
    (line: number): Refuse =>
    (message, about) => {
      const found =
        about === undefined ? -1 : lines.findIndex((text, at) => at >= line - 1 && text.includes(about));
      faults.push({ file: draft.file, line: found === -1 ? line : found + 1, message });
    };
  const { front } = draft;
  if (front) faults.push(...checkInputs(draft.file, front));
  const known = front && new Set(Object.keys(front.value.inputs));
  guarded(from(1), () => checkPaths(pathsInProse(draft.intro), known, from(1)));

  for (const step of draft.steps) {
    const refuse = from(step.line);
    guarded(refuse, () => {
      checkPaths(pathsInProse(step.prose), known, refuse);
      for (const template of templatesIn(step))
        guarded(
          (message) => refuse(message, template),
          () => checkPaths(pathsInTemplate(template), known, refuse),
        );
      if (step.kind === "query") checkWindow(step, front?.value, known, refuse);
      for (const { command } of "copy" in step ? (step.copy ?? []) : [])
        guarded(
          (message) => refuse(message, command),
          () => requireUnquotedValues(command),
        );
      if (step.kind === "ask" && !Object.hasOwn(step.answers, step.otherwise))
        refuse(
          `"otherwise: ${step.otherwise}" is none of the answers: ${Object.keys(step.answers).join(", ")}.`,
          "otherwise:",
        );
    });
    const checkRule = (rule: ConcludeRule | NextRule): void => {
      const wrong = from(rule.line);
      guarded(wrong, () => checkPaths(pathsInRule(rule), known, wrong, step));
      checkOptions(rule, step, wrong);
    };
    step.conclude.forEach(checkRule);
    for (const rule of step.conclude)
      for (const name of Object.keys(rule.set)) {
        if (front && Object.hasOwn(front.value.inputs, name))
          from(rule.line)(`"set: ${name}" would replace the input of that name: choose another.`);
        known?.add(name);
      }
    step.next.forEach(checkRule);
  }
  faults.push(...checkFlow(draft));
  return faults;
}

function guarded(refuse: Refuse, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    refuse(error.message);
  }
}

function checkWindow(
  step: QueryStep,
  front: FrontMatter | undefined,
  known: ReadonlySet<string> | undefined,
  refuse: Refuse,
): void {
  const { window } = step;
  if (!("fact" in window)) {
    if (!isBounded(window))
      refuse(`The window of "${step.id}" has no bound: write window: { is: …, max: 14d }.`, "window:");
    checkPaths(factsOfWindow(window), known, refuse);
  } else if (front && front.inputs[window.fact]?.type !== "window")
    refuse(
      window.fact === "window"
        ? `The query "${step.id}" has no window: give it one, or the runbook an input "window" of type window with a max.`
        : `The window "${window.fact}" of "${step.id}" is no input of type window.`,
      `window: ${window.fact}`,
    );
}

function templatesIn(step: Step | BrokenStep): string[] {
  const copy = "copy" in step ? (step.copy ?? []) : [];
  const templates = copy.flatMap(({ say, command }) => [say, command]);
  if (step.kind === "query") templates.push(...leavesOf(step.query.where));
  if (step.kind === "ask") templates.push(step.to);
  if (step.kind === "ask" || step.kind === "choose") templates.push(step.question);
  if (step.kind === "finish") templates.push(step.say ?? "");
  return templates;
}

function pathsInRule(rule: ConcludeRule | NextRule): string[] {
  const inWhen = rule.when && rule.when.op !== "otherwise" ? pathsIn(rule.when) : [];
  if (!("set" in rule)) return inWhen;
  return [...inWhen, ...pathsInTemplate(rule.say ?? ""), ...Object.values(rule.set)];
}

/** `step` is given where its own answer may be spoken of too. */
function checkPaths(
  paths: readonly string[],
  known: ReadonlySet<string> | undefined,
  refuse: Refuse,
  step?: Step | BrokenStep,
): void {
  for (const path of new Set(paths)) {
    if (isOutsideFact(path) || known?.has(path) || known?.has(path.replace(/\.(from|to)$/, ""))) continue;
    const own = step && ownPath(path, step);
    if (own === true || (own === undefined && !known)) continue;
    const quotes = step && /^[\w-]+$/.test(path) ? " Text stands in quotes." : "";
    const unknown = `Nothing provides "${path}": no input, alarm or earlier step sets it.`;
    refuse(own ?? `${unknown}${suggestion(path, [...(known ?? [])])}${quotes}`, path);
  }
}

function checkOptions(rule: ConcludeRule | NextRule, step: Step | BrokenStep, refuse: Refuse): void {
  if (!rule.when || rule.when.op === "otherwise") return;
  const options = step.kind === "ask" ? step.answers : step.kind === "choose" ? step.options : undefined;
  if (!options) return;
  const names = Object.keys(options);
  for (const option of optionsIn(rule.when))
    if (!names.includes(option))
      refuse(`"${option}" is none of the answers: ${names.join(", ")}.${suggestion(option, names)}`);
}
