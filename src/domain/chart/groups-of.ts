import { elementColumn } from "../query/each.ts";
import type { Completeness, Query, Row } from "../query/query.ts";
import { shortenKeys } from "../text/redact.ts";
import type { Groups } from "./chart.ts";
import { isError, isOutcome } from "./count-rows.ts";

/** Below this a table says it all. */
const fewestCalls = 10;
const fewestGroups = 3;
/** Where even the largest is smaller, none stands out. */
const smallestLargest = 5;
/** More parts of a name than this cannot be read in one line. */
const mostParts = 3;
const longestName = 200;

export interface Grouped {
  query: Query;
  completeness: Pick<Completeness, "matched"> | null;
  kept: { rows: readonly Row[]; rowsBeforeLimit?: number };
}

/**
 * Calls by what they were grouped by: the largest groups, and the others in one. Undefined for an answer that is not
 * grouped, where a picture would not help, and where the largest groups may not be among the rows.
 */
export function groupsOf({ query, completeness, kept }: Grouped, mostBars: number): Groups | undefined {
  const { by, perSeconds, trace, follow, split, each, order } = query;
  const { rows, rowsBeforeLimit = rows.length } = kept;
  if (by === undefined || perSeconds !== undefined || trace || follow) return undefined;
  const cut = Math.max(0, rowsBeforeLimit - rows.length);
  if (cut > 0 && order && !(order.column === "count" && order.descending)) return undefined;
  if (cut > 0 && each) return undefined;

  const of = telling([...(each ? [elementColumn] : []), ...by], rows);
  const groups = added(of, rows);
  const shown = groups.slice(0, groups.length === mostBars + 1 && cut === 0 ? mostBars + 1 : mostBars);
  const all = groups.reduce((total, { count }) => total + count, 0);
  const [largest, smallest] = [groups[0]?.count ?? 0, groups.at(-1)?.count ?? 0];
  if (groups.length < fewestGroups || all < fewestCalls) return undefined;
  if (largest < smallestLargest || largest === smallest) return undefined;

  // A record that was taken apart is in several groups.
  const matched = split || each ? undefined : completeness?.matched;
  const total = cut === 0 ? all : matched === undefined || matched < all ? null : matched;
  const rest = groups.length + cut - shown.length;
  const inShown = shown.reduce((sum, { count }) => sum + count, 0);
  return {
    of,
    bars: shown,
    rest: rest > 0 ? { groups: rest, count: total === null ? null : total - inShown } : null,
    total,
  };
}

/** Columns that are not the same in all rows: only these tell one group from another. */
function telling(columns: readonly string[], rows: readonly Row[]): string[] {
  const apart = columns.filter((column) => rows.some((row) => row[column] !== rows[0]?.[column]));
  return apart.slice(0, mostParts);
}

function added(of: readonly string[], rows: readonly Row[]): Groups["bars"] {
  const groups = new Map<string, Groups["bars"][number]>();
  for (const row of rows) {
    const names = of.map((column) => nameOf(column, row));
    const look = isError(row) ? "error" : "ok";
    const key = JSON.stringify([look, ...names]);
    const known = groups.get(key) ?? { names, look, count: 0 };
    known.count += typeof row.count === "number" ? row.count : 0;
    groups.set(key, known);
  }
  return [...groups]
    .sort(([a, one], [b, two]) => two.count - one.count || (a < b ? -1 : 1))
    .map(([, group]) => group);
}

function nameOf(column: string, row: Row): string {
  const cell = row[column] ?? null;
  if (cell === null) return isOutcome(column) ? "no error" : "–";
  const name = shortenKeys(String(cell).slice(0, longestName));
  return column === "eventSource" ? name.replace(/\.amazonaws\.com$/, "") : name;
}
