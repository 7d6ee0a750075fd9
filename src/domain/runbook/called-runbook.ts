import { InputError } from "../errors.ts";
import type { BrokenStep, RunCall } from "./broken-step.ts";
import type { Fault } from "./fault.ts";
import { suggestion } from "./fault.ts";
import type { FrontMatter } from "./front-matter.ts";
import type { ConcludeRule, NextRule, Runbook, Step } from "./schema.ts";
import type { Shelf } from "./use-shared.ts";
import { end } from "./ways.ts";
import { parseWindow, type WindowExpression } from "./window.ts";
import {
  conditionWith,
  expressionWith,
  proseWith,
  ruleWith,
  type WithValues,
  yamlWith,
} from "./with-values.ts";

/** A runbook calls another, and that one a third; deeper nobody could follow in a thread. */
const deepest = 3;

export interface Caller {
  file: string;
  /** Ids of the runbooks on the way here, the calling one last. */
  stack: readonly string[];
  front: FrontMatter | undefined;
  /** Names that the caller's inputs and earlier steps bring. */
  known: ReadonlySet<string>;
  shelf: Shelf;
  /** Reads another runbook on behalf of this one. */
  read: (markdown: string, file: string, stack: readonly string[], faults: Fault[]) => Runbook | undefined;
}

/**
 * The steps of the runbook that a `run` step names, as part of the caller: the first takes the step's own id, so that
 * `go:` finds it, the others stand behind `<id>.`; its finish leads to `following`. Adds what is wrong to `faults`.
 */
export function calledSteps(
  call: RunCall,
  following: string | undefined,
  caller: Caller,
  faults: Fault[],
): { steps: (Step | BrokenStep)[]; called?: Runbook } {
  const refuse = (message: string): { steps: BrokenStep[] } => {
    faults.push({ file: caller.file, line: call.lineOf("runbook"), message });
    const { title, prose, line, shared, conclude, next } = call;
    return { steps: [{ kind: "broken", id: call.id, title, prose, line, shared, conclude, next }] };
  };
  const { stack, shelf } = caller;
  const way = [...stack, call.runbook].join(" → ");
  if (stack.includes(call.runbook)) return refuse(`"runbook: ${call.runbook}" goes in a circle: ${way}.`);
  if (stack.length > deepest) return refuse(`Runbooks call each other ${deepest} deep at most: ${way}.`);
  const markdown = shelf.get(call.runbook);
  const names = [...shelf.keys()].filter((name) => !name.startsWith("shared/"));
  if (markdown === undefined || call.runbook.startsWith("shared/"))
    return refuse(`There is no runbook "${call.runbook}" to run.${suggestion(call.runbook, names)}`);
  const own: Fault[] = [];
  const called = caller.read(markdown, `${call.runbook}.md`, stack, own);
  if (!called || own.length > 0) return refuse(`The runbook "${call.runbook}" has faults: mend them first.`);
  const wrong = accessFault(caller.front, called) ?? missingInputs(call, called, caller);
  if (wrong !== undefined) return refuse(wrong);
  try {
    return { steps: adopt(call, called, following, caller), called };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return refuse(error.message);
  }
}

const strictness = ["anyone", "responder", "lead"] as const;

/** Whoever may walk the caller walks the called one too. */
function accessFault(front: FrontMatter | undefined, called: Runbook): string | undefined {
  if (!front || strictness.indexOf(called.access.run) <= strictness.indexOf(front.access.run))
    return undefined;
  return `"${called.id}" is for ${called.access.run}s: give this runbook "access: { run: ${called.access.run} }" too.`;
}

function missingInputs(call: RunCall, called: Runbook, { known }: Caller): string | undefined {
  const unknown = Object.keys(call.with).find((name) => !Object.hasOwn(called.inputs, name));
  if (unknown !== undefined)
    return `"${called.id}" asks for no "${unknown}": it asks for ${Object.keys(called.inputs).join(", ") || "nothing"}.`;
  const missing = Object.entries(called.inputs).find(
    ([name, input]) => !Object.hasOwn(call.with, name) && !known.has(name) && input.default === undefined,
  );
  return (
    missing &&
    `"${called.id}" asks for "${missing[0]}" (${missing[1].ask ?? missing[1].type}): give it under "with", or have it as an input or an earlier fact of that name.`
  );
}

function adopt(call: RunCall, called: Runbook, following: string | undefined, { known }: Caller): Step[] {
  const given: Record<string, WithValues[string]> = { ...call.with };
  const windows: Record<string, WindowExpression> = {};
  for (const [name, input] of Object.entries(called.inputs)) {
    if (input.type === "window") {
      const told = Object.hasOwn(call.with, name) ? call.with[name] : undefined;
      const text = typeof told === "string" ? told.replace(/^\{\{\s*(\w+)\s*\}\}$/, "$1") : input.default;
      if ((told !== undefined || !known.has(name)) && text !== undefined)
        windows[name] = bounded(parseWindow(text), input.max);
      delete given[name];
    } else if (!Object.hasOwn(given, name) && !known.has(name) && input.default !== undefined)
      given[name] = input.default;
  }
  const [first] = called.steps;
  const idOf = (id: string): string => (id === first?.id ? call.id : `${call.id}.${id}`);
  const on = (id: string): string => (id === end ? (following ?? end) : idOf(id));
  return called.steps.map((step) => {
    const adopted = filledStep(step, given, windows);
    return {
      ...adopted,
      id: idOf(step.id),
      line: call.line,
      shared: step.shared ?? called.file,
      prose: step === first ? joinedProse(call, called, adopted) : adopted.prose,
      conclude: adopted.conclude.map((rule): ConcludeRule => ({ ...rule, file: rule.file ?? called.file })),
      next: waysOn(adopted, call, on),
      ...(adopted.kind === "finish" && {
        returns: adopted.returns === undefined ? following : idOf(adopted.returns),
      }),
      ...(adopted.kind === "approve" && { for: idOf(adopted.for) }),
    };
  });
}

const bounded = (window: WindowExpression, maxSeconds: number): WindowExpression =>
  "fact" in window ? window : { ...window, maxSeconds };

/** What the caller says of the call, then what the called runbook says of itself. */
const joinedProse = (call: RunCall, { intro }: Runbook, { prose }: Step): Step["prose"] => ({
  markdown: [call.prose, intro, prose]
    .map((each) => each.markdown)
    .filter((each) => each !== "")
    .join("\n\n"),
  blocks: [...call.prose.blocks, ...intro.blocks, ...prose.blocks],
});

/** After the called runbook's finish the caller's own rules decide; a finish of a third one keeps its way. */
function waysOn(step: Step, call: RunCall, on: (id: string) => string): NextRule[] {
  const own = step.next.map((rule): NextRule => ({ ...rule, go: on(rule.go), line: call.line }));
  return step.kind === "finish" && step.returns === undefined ? [...own, ...call.next] : own;
}

/** The step with the called runbook's inputs replaced by what the caller gives for them. */
function filledStep(step: Step, given: WithValues, windows: Record<string, WindowExpression>): Step {
  const { conclude, next, prose, ...block } = step;
  const kept = "window" in block ? { window: windowWith(block.window, given, windows) } : {};
  const until =
    "until" in block
      ? { until: { ...block.until, expression: expressionWith(block.until.expression, given) } }
      : {};
  const texts = Object.entries(block).filter(([key]) => !["window", "until", "what"].includes(key));
  // yamlWith keeps the shape of what it is given: only texts inside change.
  const filled = yamlWith(Object.fromEntries(texts), given) as typeof block;
  return {
    ...filled,
    ...kept,
    ...until,
    prose: proseWith(prose, given),
    conclude: conclude.map((rule) => ruleWith(rule, given)),
    next: next.map((rule) => ({ ...rule, ...(rule.when && { when: conditionWith(rule.when, given) }) })),
  } as Step;
}

function windowWith(
  window: WindowExpression,
  given: WithValues,
  windows: Record<string, WindowExpression>,
): WindowExpression {
  if ("fact" in window) return windows[window.fact] ?? window;
  const [from, to] = [window.from, window.to].map((point) => {
    const { anchor } = point;
    if (anchor === "now" || !("fact" in anchor)) return point;
    const [, name] = /^\{\{\s*([\w.]+)\s*\}\}$/.exec(String(given[anchor.fact] ?? "")) ?? [];
    return name === undefined ? point : { ...point, anchor: { fact: name } };
  });
  return { ...window, from: from ?? window.from, to: to ?? window.to };
}
