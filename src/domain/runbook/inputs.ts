import { formatDuration } from "../duration.ts";
import { InputError } from "../errors.ts";
import { type Fact, type Facts, type FactValue, factValue, isWindow } from "./facts.ts";
import type { Input, ScalarType } from "./front-matter.ts";
import { scalarFault } from "./scalar.ts";
import type { Runbook } from "./schema.ts";
import { parseWindow, resolveWindow } from "./window.ts";

export interface MissingInput {
  name: string;
  ask: string;
  input: Input;
  /** Why the alarm or the default did not do, when it was there. */
  why?: string;
}

export interface ResolvedInputs {
  values: Facts;
  missing: MissingInput[];
  /** What a person gave that cannot be taken, by input. */
  faults: { name: string; message: string }[];
  /** Remarks people should see, such as a window that was cut. */
  notes: string[];
}

/**
 * The runbook's inputs: what a person gave, else what the alarm tells, else the default. `facts` are those of the
 * alarm, the incident and the settings (facts.ts).
 */
export function resolveInputs(
  runbook: Pick<Runbook, "inputs">,
  { facts, given = {}, now }: { facts: Facts; given?: Readonly<Record<string, string>>; now: Date },
): ResolvedInputs {
  const resolved: ResolvedInputs = { values: {}, missing: [], faults: [], notes: [] };
  for (const name of Object.keys(given))
    if (!Object.hasOwn(runbook.inputs, name))
      resolved.faults.push({
        name,
        message: `There is no input "${name}": there is ${Object.keys(runbook.inputs).join(", ")}.`,
      });

  for (const [name, input] of Object.entries(runbook.inputs)) {
    const text = Object.hasOwn(given, name) ? given[name]?.trim() : undefined;
    if (text) {
      const read = parseGiven(input, text, facts, now);
      if ("fault" in read) resolved.faults.push({ name, message: read.fault });
      else resolved.values[name] = { value: read.value, from: "input" };
      continue;
    }
    const [fact, why] = fromAlarm(input, facts);
    const found = fact ?? fromDefault(input, facts, now, resolved.notes);
    if (found) resolved.values[name] = found;
    else resolved.missing.push({ name, ask: input.ask ?? `What is ${name}?`, input, ...(why && { why }) });
  }
  return resolved;
}

type Read = { value: FactValue } | { fault: string };

/** Checks a value against its input's type; windows are read by `resolveInputs`, which knows the facts. */
export function parseInput(
  input: Exclude<Input, { type: "window" }>,
  value: string | readonly string[],
): Read {
  if (input.type === "list") {
    const items = (typeof value === "string" ? value.split(/[\s,]+/) : value).filter((item) => item !== "");
    if (items.length > input.max)
      return { fault: `has ${items.length} elements; at most ${input.max} are allowed.` };
    const fault = items.map((item) => scalarFault(input.of, item)).find((each) => each !== undefined);
    return fault === undefined ? { value: [...items] } : { fault };
  }
  if (typeof value !== "string") return { fault: "must be one value, not a list." };
  if (input.type === "enum")
    return input.values.includes(value) ? { value } : { fault: `must be one of ${input.values.join(", ")}.` };
  const fault = scalarFault(input.type satisfies ScalarType, value);
  return fault === undefined ? { value } : { fault };
}

/** What a person typed for an input, windows included. */
export function parseGiven(input: Input, text: string, facts: Facts, now: Date): Read {
  if (input.type !== "window") return parseInput(input, text);
  try {
    const window = parseWindow(text);
    if ("fact" in window)
      return { fault: `"${text}" is not a window: write "last 24h" or two times with "until".` };
    const { window: value, cut } = resolveWindow({ ...window, maxSeconds: input.max }, facts, now);
    return cut === undefined
      ? { value }
      : { fault: `is longer than the ${formatDuration(input.max)} that are allowed.` };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { fault: error.message };
  }
}

function fromAlarm(input: Input, facts: Facts): [Fact | undefined, string?] {
  let why: string | undefined;
  for (const path of [input.from ?? []].flat()) {
    const value = factValue(facts, path);
    if (value === undefined) continue;
    const from = facts[path]?.from ?? "alarm";
    if (input.type === "window") {
      if (isWindow(value)) return [{ value, from }];
      continue;
    }
    const list = Array.isArray(value) ? value : [String(value)];
    const read = parseInput(input, input.type === "list" ? list : (list[0] ?? ""));
    if ("value" in read) return [{ value: read.value, from }];
    why ??= `${path} ${read.fault}`;
  }
  return [undefined, why];
}

function fromDefault(input: Input, facts: Facts, now: Date, notes: string[]): Fact | undefined {
  if (input.default === undefined) return undefined;
  if (input.type !== "window") {
    const read = parseInput(input, input.default);
    return "value" in read ? { value: read.value, from: "default" } : undefined;
  }
  try {
    const window = parseWindow(input.default);
    const { window: value, cut } = resolveWindow(
      "fact" in window ? window : { ...window, maxSeconds: input.max },
      facts,
      now,
    );
    if (cut) notes.push(cut);
    return { value, from: "default" };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return undefined;
  }
}
