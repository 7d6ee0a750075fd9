import type { Finding } from "../finding.ts";
import type { Answer, Row } from "../query/query.ts";

/** Ids of each kind that a finding names. */
const mostIds = 20;
const mostRows = 1_000;

/** What stands behind a finding: ids of records, and which of the answer's rows it speaks of when not of all. */
export function evidenceOf(spoken: Answer, whole: Answer): Pick<Finding, "eventIds" | "requestIds" | "rows"> {
  const behind = spoken.evidence ?? [];
  const shown = spoken.rows.flatMap(({ eventID }) => (typeof eventID === "string" ? [eventID] : []));
  return {
    eventIds: first([...shown, ...inTurn(behind.map(({ eventIds }) => eventIds))]),
    requestIds: first(inTurn(behind.map(({ requestIds }) => requestIds))),
    ...(spoken.rows.length < whole.rows.length && { rows: positionsOf(spoken.rows, whole.rows) }),
  };
}

/** The first of each row, then the second of each: no row hides the others. */
function inTurn(lists: readonly (readonly string[])[]): string[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat();
}

const first = (ids: readonly string[]): string[] => [...new Set(ids)].slice(0, mostIds);

function positionsOf(rows: readonly Row[], all: readonly Row[]): number[] {
  const wanted = new Set(rows);
  return all.flatMap((row, at) => (wanted.has(row) ? [at] : [])).slice(0, mostRows);
}
