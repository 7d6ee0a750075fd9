import { columnsOf } from "./form.ts";
import type { Cell, Query, Row, RowEvidence } from "./query.ts";

/** An answer as far as two of them can be compared. */
export interface Compared {
  columns: readonly string[];
  rows: readonly Row[];
  /** More than `rows` when the limit cut them. */
  rowsBeforeLimit: number;
  /** Records behind the rows. */
  matched: number;
  evidence?: readonly RowEvidence[];
}

/** A grouped row that is in both answers and counts something else now. */
export interface ChangedRow {
  before: Row;
  after: Row;
}

/** What came and went from one answer to the next one to the same question. */
export interface Difference {
  came: Row[];
  went: Row[];
  changed: ChangedRow[];
  /** Records matched now less those matched before. */
  records: number;
  /** One of the answers was cut by its limit: rows may have come or gone for that alone. */
  cut: boolean;
}

export const isNothing = ({ came, went, changed, records }: Difference): boolean =>
  came.length === 0 && went.length === 0 && changed.length === 0 && records === 0;

/**
 * Grouped rows are the same when what they are grouped by is; plain rows when they are of the same event, or read the
 * same where no event is known. Rows stand in the order of the answer they are from.
 */
export function differenceOf(query: Query, before: Compared, after: Compared): Difference {
  const grouped = columnsOf(query).includes("count");
  const keys = grouped ? groupKeys(query, after.columns) : undefined;
  const known = before.evidence !== undefined && after.evidence !== undefined;
  const keyOf = (answer: Compared, at: number): string => {
    const row = answer.rows[at] ?? {};
    if (keys) return JSON.stringify(keys.map((column) => cellOf(row, column)));
    return plainKey(row, answer.columns, known ? answer.evidence?.[at] : undefined);
  };
  const old = new Map<string, Row[]>();
  for (const [at, row] of before.rows.entries()) put(old, keyOf(before, at), row);

  const came: Row[] = [];
  const changed: ChangedRow[] = [];
  const stayed = new Set<Row>();
  for (const [at, row] of after.rows.entries()) {
    const [twin, ...rest] = old.get(keyOf(after, at)) ?? [];
    if (twin === undefined) {
      came.push(row);
      continue;
    }
    old.set(keyOf(after, at), rest);
    stayed.add(twin);
    if (grouped && !sameCells(twin, row, after.columns)) changed.push({ before: twin, after: row });
  }
  return {
    came,
    went: before.rows.filter((row) => !stayed.has(row)),
    changed,
    records: after.matched - before.matched,
    cut: isCut(before) || isCut(after),
  };
}

/** The first rows of each kind, to be kept and shown. */
export function firstOf(difference: Difference, most: number): Difference {
  const { came, went, changed } = difference;
  return {
    ...difference,
    came: came.slice(0, most),
    went: went.slice(0, most),
    changed: changed.slice(0, most),
  };
}

/** All columns but those that count. */
function groupKeys({ measure }: Query, columns: readonly string[]): string[] {
  const counts = new Set(["count", "first", "last", ...measure.map(({ name }) => name)]);
  return columns.filter((column) => !counts.has(column));
}

function plainKey(row: Row, columns: readonly string[], evidence: RowEvidence | undefined): string {
  const [id] = evidence?.eventIds ?? [];
  const shown = cellOf(row, "eventID");
  const event = typeof shown === "string" ? shown : id;
  // One event may stand in several rows, one for each element it was taken apart into.
  return JSON.stringify([event ?? null, columns.map((column) => cellOf(row, column))]);
}

function put(rows: Map<string, Row[]>, key: string, row: Row): void {
  const known = rows.get(key);
  if (known) known.push(row);
  else rows.set(key, [row]);
}

const isCut = ({ rows, rowsBeforeLimit }: Compared): boolean => rowsBeforeLimit > rows.length;

const sameCells = (a: Row, b: Row, columns: readonly string[]): boolean =>
  columns.every((column) => cellOf(a, column) === cellOf(b, column));

const cellOf = (row: Row, column: string): Cell =>
  Object.hasOwn(row, column) ? (row[column] ?? null) : null;
