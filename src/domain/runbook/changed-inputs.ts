import { timeAsWritten } from "../query/time.ts";
import type { Facts, FactValue } from "./facts.ts";
import type { Input } from "./front-matter.ts";
import { parseGiven } from "./inputs.ts";
import type { Runbook, Step } from "./schema.ts";
import { isQuestion } from "./schema.ts";
import { inputsOfStep, inputText, longestOf, ownWindowOf, type StepInput } from "./step-inputs.ts";

export interface ChangedInput {
  name: string;
  label: string;
  was: string;
  now: string;
  value: FactValue;
}

const longestText = 500;
const mostElements = 100;

/**
 * What a person's texts change of a step's inputs, and what of it cannot be taken, both by name. A text that says what
 * is there already changes nothing; an empty one leaves an input as it is.
 */
export function changedInputs(
  step: Step,
  runbook: Pick<Runbook, "inputs">,
  { facts, given, now }: { facts: Facts; given: Readonly<Record<string, string>>; now: Date },
): { changes: ChangedInput[]; faults: Record<string, string> } {
  const changes: ChangedInput[] = [];
  const faults: Record<string, string> = {};
  const inputs = inputsOfStep(step, runbook, facts);
  for (const [name, typed] of Object.entries(given)) {
    const input = inputs.find((each) => each.name === name);
    const text = typed.trim();
    if (input === undefined) faults[name] = `"${name}" is nothing that this step asks with.`;
    else if (text !== "" && text !== inputText(input.value)) {
      const known = readText(input, text, { input: declared(step, input), facts, now });
      const { label, value } = input;
      if ("fault" in known) faults[name] = known.fault;
      else changes.push({ name, label, was: inputText(value), now: text, value: known.value });
    }
  }
  return { changes, faults };
}

/** The step's own window is read like an input of that kind. */
function declared(step: Step, { name, input }: StepInput): Input | undefined {
  if (name !== ownWindowOf(step) || !isQuestion(step)) return input;
  return { type: "window", ask: "Window", max: longestOf(step) };
}

type Read = { value: FactValue } | { fault: string };

function readText(
  { value }: StepInput,
  text: string,
  { input, facts, now }: { input: Input | undefined; facts: Facts; now: Date },
): Read {
  if (input) return parseGiven(input, text, facts, now);
  if (Array.isArray(value)) return readList(text);
  if (text.length > longestText) return { fault: `may have ${longestText} characters.` };
  if (typeof value === "number")
    return Number.isFinite(Number(text)) ? { value: Number(text) } : { fault: "must be a number." };
  if (value instanceof Date) {
    const at = timeAsWritten(text);
    return at ? { value: at } : { fault: "must be a time such as 2026-11-01T08:00Z." };
  }
  return { value: text };
}

function readList(text: string): Read {
  const items = text.split(/[\s,]+/).filter((item) => item !== "");
  if (items.length > mostElements) return { fault: `may have ${mostElements} elements.` };
  return items.some((item) => item.length > longestText)
    ? { fault: `may have ${longestText} characters in an element.` }
    : { value: items };
}
