import { redactRecord } from "../text/redact.ts";
import { fieldReader, hasOtherNames } from "./field-names.ts";
import type { Cell, QuerySource } from "./query.ts";
import { elementsOf, type TrailRecord } from "./record.ts";

const maxCellLength = 8_000;
const maxValuesInCell = 20;

/** What a column shows of a record. Texts may still hold secrets. */
export function cellReader(path: string, source?: QuerySource): (record: TrailRecord) => Cell {
  const read = fieldReader(path, source);
  return (record) => {
    const found = read(record);
    return cellOf(hasOtherNames(path) ? found.slice(0, 1) : elementsOf(found), path);
  };
}

/** Several values are joined, each once; an object becomes its JSON. */
function cellOf(values: readonly unknown[], path: string): Cell {
  const [only] = values;
  if (values.length === 0) return null;
  if (values.length === 1 && (typeof only === "number" || typeof only === "boolean")) return only;
  if (values.length === 1 && typeof only === "string") return only.slice(0, maxCellLength);
  const texts = [...new Set(values.map((value) => textOf(value, path)))];
  const shown = texts.slice(0, maxValuesInCell).join(", ");
  const rest = texts.length - maxValuesInCell;
  return (rest > 0 ? `${shown} and ${rest} more` : shown).slice(0, maxCellLength);
}

export function textOf(value: unknown, path: string): string {
  // Inside an object a secret is known by its name, which is lost once it is text.
  return typeof value === "object" ? JSON.stringify(redactRecord(value, path)) : String(value);
}

/** Milliseconds since 1970 as CloudTrail writes times: `2026-05-04T08:15:00Z`. */
export function timeCell(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
}
