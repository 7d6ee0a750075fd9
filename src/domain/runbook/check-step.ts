import { elementColumn } from "../query/each.ts";
import { pathsInWhere } from "../query/where-form.ts";
import { approvals, results } from "./act-blocks.ts";
import type { BrokenStep } from "./broken-step.ts";
import { checkPaths, type KnownNames } from "./check-paths.ts";
import { requireUnquotedValues } from "./command.ts";
import { optionsIn, pathsIn } from "./expression.ts";
import { suggestion } from "./fault.ts";
import type { FrontMatter } from "./front-matter.ts";
import { leavesOf, leavesOfQuery } from "./leaves.ts";
import { ownPath } from "./own-path.ts";
import { pathsInProse } from "./read-prose.ts";
import { guarded, type Place, type Refuse } from "./refusals.ts";
import {
  type ConcludeRule,
  isQuestion,
  type NextRule,
  type QueryStep,
  type RepeatStep,
  type Step,
} from "./schema.ts";
import { outcomes, repeatEnds } from "./step-blocks.ts";
import { pathsInTemplate } from "./template.ts";
import { factsOfWindow, isBounded } from "./window.ts";

export interface StepContext {
  file: string;
  known: KnownNames;
  front: FrontMatter | undefined;
  refuseAt: (place: Place) => Refuse;
}

/** What one step alone can have wrong: templates, windows, commands, answers nobody can give, names nobody sets. */
export function checkStep(step: Step | BrokenStep, { file, known, front, refuseAt }: StepContext): void {
  const refuse = refuseAt({ file, line: step.line, shared: step.shared });
  guarded(refuse, () => {
    checkPaths(pathsInProse(step.prose), known, refuse);
    for (const template of templatesIn(step))
      guarded(
        (message) => refuse(message, template),
        () => checkPaths(withoutElement(pathsInTemplate(template), step), known, refuse),
      );
    if (step.kind === "query" && step.each !== undefined)
      if (!leavesOfQuery(step.query).flatMap(pathsInTemplate).includes(elementColumn))
        refuse(
          `"${step.id}" asks the same for each element: write "{{each}}" where the element belongs.`,
          "each:",
        );
    if (isQuestion(step)) checkWindow(step, front, known, refuse);
    if (step.kind === "repeat")
      guarded(
        (message) => refuse(message, "until:"),
        () => checkPaths(pathsIn(step.until.expression), known, (message) => refuse(message, "until:"), step),
      );
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
  for (const rule of step.conclude) checkRule(rule, step, { file, known, refuseAt });
}

/** A rule may speak of its step's own answer. */
export function checkRule(
  rule: ConcludeRule | NextRule,
  step: Step | BrokenStep,
  { file, known, refuseAt }: Pick<StepContext, "file" | "known" | "refuseAt">,
): void {
  const refuse = refuseAt({ file: ("file" in rule && rule.file) || file, line: rule.line });
  guarded(refuse, () => checkPaths(pathsInRule(rule), known, refuse, step));
  if ("among" in rule && rule.among) {
    // Of one column after the other: `rows` stands for all that a step without an answer lacks.
    const columns = pathsInWhere(rule.among, []).map(({ path }) => path);
    for (const fault of ["rows", ...columns.map((column) => `values.${column}`)].map((path) =>
      ownPath(path, step),
    ))
      if (typeof fault === "string") refuse(fault);
  }
  checkOptions(rule, step, refuse);
}

function checkWindow(
  step: QueryStep | RepeatStep,
  front: FrontMatter | undefined,
  known: KnownNames,
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

/** Within a question that is asked for each element, `each` is that element. */
const withoutElement = (paths: readonly string[], step: Step | BrokenStep): string[] =>
  paths.filter((path) => path !== elementColumn || step.kind !== "query" || step.each === undefined);

function templatesIn(step: Step | BrokenStep): string[] {
  const copy = "copy" in step ? (step.copy ?? []) : [];
  const templates = copy.flatMap(({ say, command }) => [say, command]);
  if (isQuestion(step)) templates.push(...leavesOfQuery(step.query), step.each ?? "");
  if (step.kind === "ask") templates.push(step.to);
  if ("question" in step) templates.push(step.question);
  if (step.kind === "act") templates.push(...leavesOf(step.detail), step.check);
  if (step.kind === "finish") templates.push(step.say ?? "");
  return templates;
}

function pathsInRule(rule: ConcludeRule | NextRule): string[] {
  const inWhen = rule.when && rule.when.op !== "otherwise" ? pathsIn(rule.when) : [];
  if (!("set" in rule)) return inWhen;
  const inAmong = leavesOf(rule.among).flatMap(pathsInTemplate);
  return [...inWhen, ...inAmong, ...pathsInTemplate(rule.say ?? ""), ...Object.values(rule.set)];
}

function checkOptions(rule: ConcludeRule | NextRule, step: Step | BrokenStep, refuse: Refuse): void {
  if (!rule.when || rule.when.op === "otherwise") return;
  const options = optionsOf(step);
  if (!options) return;
  const names = Object.keys(options);
  for (const option of optionsIn(rule.when))
    if (!names.includes(option))
      refuse(`"${option}" is none of the answers: ${names.join(", ")}.${suggestion(option, names)}`);
}

function optionsOf(step: Step | BrokenStep): Readonly<Record<string, string>> | undefined {
  if (step.kind === "ask") return step.answers;
  if (step.kind === "approve") return approvals;
  if (step.kind === "act") return results;
  if (step.kind === "finish") return Object.fromEntries(outcomes.map((outcome) => [outcome, outcome]));
  if (step.kind === "repeat") return repeatEnds;
  return step.kind === "choose" ? step.options : undefined;
}
