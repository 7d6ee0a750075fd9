import type { Json } from "../timeline/timeline.ts";

/** By code units: the same order on every machine, whatever its language. */
export const byText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

export const sorted = <T>(values: readonly T[], compare: (a: T, b: T) => number): T[] =>
  [...values].sort(compare);

/** The same with its keys in order, all the way down. */
export function inOrder<Value extends Json>(value: Value): Value;
export function inOrder(value: Json): Json {
  if (Array.isArray(value)) return value.map((each) => inOrder(each));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    sorted(Object.entries(value), ([a], [b]) => byText(a, b))
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, inOrder(inner)]),
  );
}
