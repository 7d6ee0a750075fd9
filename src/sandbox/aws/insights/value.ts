/** What a field or expression holds; undefined where there is nothing. */
export type Value = string | number | Instant | object | undefined;

/** A moment; shown as text, compared by its milliseconds. */
export interface Instant {
  instant: number;
}

export function isInstant(value: Value): value is Instant {
  return typeof value === "object" && "instant" in value && typeof value.instant === "number";
}

/** Undefined for what is no number. Texts of digits are numbers here, as in Insights. */
export function asNumber(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (isInstant(value)) return value.instant;
  if (typeof value !== "string" || !/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value))
    return undefined;
  return Number(value);
}

/** As a result row shows it: `2026-11-20 12:00:00.000`, whole numbers bare, others with up to four decimals. */
export function asText(value: Exclude<Value, undefined>): string {
  if (typeof value === "string") return value;
  if (typeof value === "number")
    return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(4)));
  if (isInstant(value)) return new Date(value.instant).toISOString().replace("T", " ").replace("Z", "");
  return JSON.stringify(value);
}

/** Numbers by size, texts by their characters. */
export function compareValues(one: Value, other: Value): number {
  const [first, second] = [asNumber(one), asNumber(other)];
  if (first !== undefined && second !== undefined) return first - second;
  const [left, right] = [one === undefined ? "" : asText(one), other === undefined ? "" : asText(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** What a condition makes of a value. */
export function isTrue(value: Value): boolean {
  if (value === undefined) return false;
  const number = asNumber(value);
  return number === undefined ? value !== "" && value !== "false" : number !== 0;
}
