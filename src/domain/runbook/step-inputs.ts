import type { Window } from "../query/query.ts";
import { type Facts, type FactValue, factValue, isOutsideFact, isWindow } from "./facts.ts";
import type { Input } from "./front-matter.ts";
import { leavesOfQuery } from "./leaves.ts";
import type { QueryStep, RepeatStep, Runbook, Step } from "./schema.ts";
import { isQuestion } from "./schema.ts";
import { type Known, pathsInTemplate } from "./template.ts";
import { longestWindowSeconds, type WindowExpression } from "./window.ts";

/** One thing that a step asks with: an input of the runbook, what an earlier step found, or the step's own window. */
export interface StepInput {
  /** The fact's name. */
  name: string;
  label: string;
  /** What a person is asked for it. */
  ask: string;
  value: Known | undefined;
  /** Where the value is from, as facts say it; undefined while there is none. */
  from: string | undefined;
  /** As the runbook declares it; absent for what earlier steps find. */
  input?: Input;
}

type Question = QueryStep | RepeatStep;

/** The fact that holds the window a person gave this step instead of its own. */
export const ownWindowOf = ({ id }: Pick<Step, "id">): string => `steps.${id}.window`;

/** The step's window, or the one that a person gave it. */
export const windowOfStep = (step: Question, facts: Facts): WindowExpression =>
  isWindow(facts[ownWindowOf(step)]?.value) ? { fact: ownWindowOf(step) } : step.window;

/** What a question step asks with and people may change; what the alarm or the settings say as it is stays. */
export function inputsOfStep(step: Step, { inputs }: Pick<Runbook, "inputs">, facts: Facts): StepInput[] {
  if (!isQuestion(step)) return [];
  const paths = [
    ...leavesOfQuery(step.query).flatMap(pathsInTemplate),
    ...(step.each === undefined ? [] : pathsInTemplate(step.each)),
  ];
  const window = windowOfStep(step, facts);
  const named = "fact" in window && window.fact !== ownWindowOf(step) ? [window.fact] : [];
  const names = [...paths, ...named].map((path) => factName(path, facts, inputs));
  const known = [...new Set(names)].filter((name) => !isOutsideFact(name) && name !== "each");
  const own = ownWindowOf(step);
  return [
    ...known.map((name) => inputOf(name, facts, inputs)),
    ...(named.length > 0
      ? []
      : [
          {
            name: own,
            label: "window",
            ask: "Window",
            value: knownValue(facts, own),
            from: facts[own]?.from,
          },
        ]),
  ];
}

/** Longest window that a step's own may be given. */
export const longestOf = ({ window }: Question): number =>
  ("fact" in window ? undefined : window.maxSeconds) ?? longestWindowSeconds;

function inputOf(name: string, facts: Facts, inputs: Runbook["inputs"]): StepInput {
  const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  return {
    name,
    label: name,
    ask: input?.ask ?? name,
    value: knownValue(facts, name),
    from: facts[name]?.from,
    ...(input && { input }),
  };
}

/** `window.from` is an end of the fact `window`. */
function factName(path: string, facts: Facts, inputs: Runbook["inputs"]): string {
  if (Object.hasOwn(facts, path) || Object.hasOwn(inputs, path)) return path;
  const [, name] = /^(.+)\.(?:from|to)$/.exec(path) ?? [];
  return name !== undefined && (Object.hasOwn(facts, name) || Object.hasOwn(inputs, name)) ? name : path;
}

const knownValue = (facts: Facts, name: string): Known | undefined => {
  const value: FactValue | undefined = factValue(facts, name);
  return value ?? undefined;
};

/** A value as a person would type it again. */
export function inputText(value: Known | undefined): string {
  if (value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  if (isWindow(value)) return windowText(value);
  return Array.isArray(value) ? value.join(" ") : String(value);
}

const windowText = ({ from, to, open }: Window): string =>
  `${minute(from)} until ${open ? "now" : minute(to)}`;
const minute = (at: Date): string => `${at.toISOString().slice(0, 16)}Z`;
