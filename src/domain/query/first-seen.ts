import { type BaselineQuestion, compared, valuePaths } from "./baseline-question.ts";
import { withoutVersion } from "./field-names.ts";
import { inDays, spanOf } from "./in-days.ts";
import type { Answer, Cell, FirstSeen, Row, Window } from "./query.ts";

const daySeconds = 86_400;
const mostNotes = 3;

export type { FirstSeen } from "./query.ts";

/** Marks what the baseline does not have. A baseline with gaps marks nothing: what is not in it may lie in the gap. */
export function compareWithBaseline(
  question: BaselineQuestion,
  answer: Pick<Answer, "rows">,
  baseline: Answer,
): FirstSeen {
  const { window, whoColumn, who, columns, principals, path } = question;
  const { engine, truncated } = baseline.completeness;
  const cut = baseline.rowsBeforeLimit > baseline.rows.length ? "it has too many different calls" : truncated;
  if (cut !== undefined)
    return noBaseline(question, `the ${spanOf(window)} before could not be read whole: ${cut}.`);

  const known = new Set(
    baseline.rows.flatMap((row) => valuePaths.map((value) => keyOf(row[path], value, row[value]))),
  );
  const met = new Set(baseline.rows.map((row) => String(row[path])));
  const strangers = principals.filter((principal) => !met.has(principal));
  const marks = new Map<string, FirstSeen["marks"][number]>();
  for (const row of answer.rows) {
    const principal = whoOf({ whoColumn, who }, row);
    if (principal === undefined || !met.has(principal)) continue;
    for (const column of columns) {
      const cell = row[column] ?? null;
      const key = keyOf(principal, compared[column] ?? column, cell);
      if (cell !== null && cell !== "" && !known.has(key))
        marks.set(`${column} ${key}`, { who: principal, column, value: String(cell) });
    }
  }
  return {
    state: "compared",
    engine,
    window,
    ...(whoColumn ? { whoColumn } : { who: who ?? "" }),
    columns,
    marks: [...marks.values()],
    strangers,
    notes: [
      ...shortHistory(baseline, window),
      ...unlooked(question),
      ...baseline.completeness.notes.slice(0, mostNotes),
    ],
  };
}

export const noBaseline = (question: Pick<BaselineQuestion, "window">, why: string): FirstSeen => ({
  state: "none",
  why,
  window: question.window,
  columns: [],
  marks: [],
  strangers: [],
  notes: [],
});

const keyOf = (who: Cell | undefined, path: string, value: Cell | undefined): string =>
  JSON.stringify([
    String(who ?? ""),
    path,
    path === "eventName" ? withoutVersion(String(value)) : String(value),
  ]);

function whoOf({ whoColumn, who }: Pick<FirstSeen, "whoColumn" | "who">, row: Row): string | undefined {
  const cell = whoColumn === undefined ? who : row[whoColumn];
  return typeof cell === "string" ? cell : undefined;
}

/** The oldest call that was found tells how far the comparison reaches. */
function shortHistory({ rows }: Answer, window: Window): string[] {
  const times = rows.flatMap((row) => (typeof row.first === "string" ? [Date.parse(row.first)] : []));
  const oldest = Math.min(...times);
  if (!Number.isFinite(oldest) || oldest - window.from.getTime() <= daySeconds * 1_000) return [];
  const reach = inDays((window.to.getTime() - oldest) / 1_000);
  return [`The baseline reaches back ${reach} only, not ${spanOf(window)}: older calls may be missing.`];
}

const unlooked = ({ leftOut }: BaselineQuestion): string[] =>
  leftOut > 0 ? [`${leftOut} more principals of this answer were not compared.`] : [];

/** The columns of one row whose values are new for its principal. */
export function newIn(firstSeen: FirstSeen | undefined, row: Row): string[] {
  if (firstSeen?.state !== "compared") return [];
  const who = whoOf(firstSeen, row);
  return firstSeen.columns.filter((column) =>
    firstSeen.marks.some(
      (mark) => mark.who === who && mark.column === column && mark.value === String(row[column] ?? ""),
    ),
  );
}

/** How many values of a column are new; undefined when that is known of none of its principals. */
export function countNew(
  firstSeen: FirstSeen | undefined,
  rows: readonly Row[],
  column: string,
): number | undefined {
  if (firstSeen?.state !== "compared" || !firstSeen.columns.includes(column)) return undefined;
  const told = rows.filter((row) => !firstSeen.strangers.includes(whoOf(firstSeen, row) ?? ""));
  if (told.length === 0) return undefined;
  const values = rows
    .filter((row) => newIn(firstSeen, row).includes(column))
    .map((row) => String(row[column]));
  return new Set(values).size;
}
