import { plainText } from "../text/text.ts";
import type { ActStep } from "./schema.ts";
import { fillLeaf, type Lookup } from "./template.ts";

/** What an event says; times are ISO 8601 text. */
export type EventDetail = Record<string, string | number | boolean | string[]>;

/** Fills in what an act says. Throws InputError when a fact is not known. */
export const eventDetail = (written: ActStep["detail"], lookUp: Lookup): EventDetail =>
  Object.fromEntries(Object.entries(written).map(([name, value]) => [name, eventValue(value, lookUp)]));

function eventValue(value: ActStep["detail"][string], lookUp: Lookup): EventDetail[string] {
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value !== "string") return value.map((each) => String(eventValue(each, lookUp)));
  const filled = fillLeaf(value, lookUp);
  if ("segments" in filled) return plainText(filled.segments);
  if (filled.value instanceof Date) return filled.value.toISOString();
  return typeof filled.value === "object" ? filled.value.map(String) : filled.value;
}
