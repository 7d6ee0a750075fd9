import type { TrailRecord } from "../../domain/query/record.ts";
import type { AthenaColumn } from "./athena-columns.ts";

type Building = { [name: string]: unknown };

/** The record of one row of the table: NULL is an absent field. */
export function athenaRecord(
  columns: readonly AthenaColumn[],
  cells: readonly (string | undefined)[],
): TrailRecord {
  const record: Building = {};
  columns.forEach((column, at) => {
    const cell = cells[at];
    if (cell === undefined) return;
    const names = column.path.split(".");
    if (column.kind === "elements") putElements(record, names, readJson(cell));
    else put(record, names, cellValue(column.kind, cell));
  });
  return record;
}

function cellValue(kind: AthenaColumn["kind"], cell: string): unknown {
  if (kind === "boolean") return cell === "true" ? true : cell === "false" ? false : cell;
  return kind === "json" ? readJson(cell) : cell;
}

function put(record: Building, names: readonly string[], value: unknown): void {
  const [name = "", ...below] = names;
  if (below.length === 0) record[name] = value;
  else put(inside(record, name), below, value);
}

/** One field of every element of a list. */
function putElements(record: Building, names: readonly string[], values: unknown): void {
  const [list = "", field = ""] = names;
  if (!Array.isArray(values)) return;
  const elements: Building[] = Array.isArray(record[list]) ? record[list] : [];
  record[list] = elements;
  values.forEach((value: unknown, at) => {
    elements[at] = { ...elements[at], [field]: value };
  });
}

function inside(record: Building, name: string): Building {
  const inner = record[name];
  if (isBuilding(inner)) return inner;
  const fresh: Building = {};
  record[name] = fresh;
  return fresh;
}

function isBuilding(value: unknown): value is Building {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Text that is no JSON stays text. */
function readJson(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}
