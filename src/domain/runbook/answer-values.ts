import { countNew } from "../query/first-seen.ts";
import type { Answer, Cell, Row } from "../query/query.ts";
import { timeAsWritten } from "../query/time.ts";
import { type Facts, factValue } from "./facts.ts";
import type { StepResult } from "./step-result.ts";
import type { Known, Lookup } from "./template.ts";

/**
 * What `when`, `say` and `set` may speak of after a step: its own result, then the facts.
 * `rows` (before the limit cut them), `matched` (records), and over the rows kept: `distinct.x` how many
 * values, `values.x` which, `top.x` of the first row as ordered, `first.x` and `last.x` by time,
 * `sum.x`, `max.x`, `min.x`. Cells without a value are passed over. `new.x` how many values of a column its
 * principals were never seen with before, where the step says `firstSeen` and that could be told.
 */
export function valuesAfter(result: StepResult, facts: Facts): Lookup {
  return (path) => ownValue(result, path) ?? factValue(facts, path);
}

function ownValue(result: StepResult, path: string): Known | undefined {
  if (result.kind === "ask") return path === "answer" ? result.answer : undefined;
  if (result.kind === "choose") return path === "choice" ? result.choice : undefined;
  if (result.kind === "approve") return path === "approval" ? result.approval : undefined;
  if (result.kind === "act") return path === "result" ? result.result : undefined;
  if (result.kind === "finish") return path === "outcome" ? result.outcome : undefined;
  if (result.kind === "repeat" && path === "answer") return result.ended;
  if (result.kind !== "query" && result.kind !== "repeat") return undefined;
  const { answer } = result;
  if (path === "rows") return answer.rowsBeforeLimit;
  if (path === "matched") return answer.completeness.matched;
  const [, of, column] = /^([a-z]+)\.(.+)$/s.exec(path) ?? [];
  if (of === "new" && column !== undefined) return countNew(answer.firstSeen, answer.rows, column);
  return of === undefined || column === undefined ? undefined : overRows(of, column, answer);
}

function overRows(of: string, column: string, answer: Answer): Known | undefined {
  const rows = answer.rows.filter((row) => cellOf(row, column) !== null);
  const cells = rows.map((row) => cellOf(row, column)).filter((cell) => cell !== null);
  switch (of) {
    case "distinct":
      return new Set(cells.map(String)).size;
    case "values":
      return [...new Set(cells.map(String))];
    case "top":
      return typed(
        column,
        best(rows, (row) => numberOf(cellOf(row, "count")), column),
      );
    case "first":
      return typed(
        column,
        best(rows, (row) => negated(timeOf(row, ["first", "eventTime", "time"])), column),
      );
    case "last":
      return typed(
        column,
        best(rows, (row) => timeOf(row, ["last", "eventTime", "time"]), column),
      );
    case "sum": {
      const numbers = cells.map(numberOf).filter((each) => each !== undefined);
      return numbers.reduce((sum, each) => sum + each, 0);
    }
    case "max":
    case "min": {
      const sign = of === "max" ? 1 : -1;
      return typed(
        column,
        best(rows, (row) => scaled(sizeOf(cellOf(row, column)), sign), column),
      );
    }
    default:
      return undefined;
  }
}

/** The cell of the row that ranks highest; of equals, the first, as rows come in the order they were asked for. */
function best(rows: readonly Row[], rank: (row: Row) => number | undefined, column: string): Cell {
  let found: { row: Row; rank: number } | undefined;
  for (const row of rows) {
    const ranked = rank(row) ?? Number.NEGATIVE_INFINITY;
    if (!found || ranked > found.rank) found = { row, rank: ranked };
  }
  return found ? cellOf(found.row, column) : null;
}

const cellOf = (row: Row, column: string): Cell =>
  Object.hasOwn(row, column) ? (row[column] ?? null) : null;

const numberOf = (cell: Cell): number | undefined => {
  if (typeof cell === "number") return cell;
  return typeof cell === "string" && /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : undefined;
};

const negated = (value: number | undefined): number | undefined => scaled(value, -1);
const scaled = (value: number | undefined, by: number): number | undefined =>
  value === undefined ? undefined : value * by;

function timeOf(row: Row, columns: readonly string[]): number | undefined {
  const cell = columns.map((column) => cellOf(row, column)).find((each) => typeof each === "string");
  return typeof cell === "string" ? timeAsWritten(cell)?.getTime() : undefined;
}

const sizeOf = (cell: Cell): number | undefined =>
  numberOf(cell) ?? (typeof cell === "string" ? timeAsWritten(cell)?.getTime() : undefined);

const timeColumns = new Set(["eventTime", "first", "last", "time"]);

/** Times stay times, so that a later query or window can use them. */
function typed(column: string, cell: Cell): Known | undefined {
  if (cell === null) return undefined;
  return timeColumns.has(column) && typeof cell === "string" ? (timeAsWritten(cell) ?? cell) : cell;
}
