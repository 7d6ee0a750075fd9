import { shellQuote } from "../text/shell-quote.ts";
import { compileJq } from "./jq.ts";
import type { Query, Window } from "./query.ts";

/** What a question is about, for command lines that a person may paste. */
export interface AskedByHand {
  query: Query;
  window: Window;
}

/**
 * Lines for a POSIX shell and jq that give the events of a question, one a line: a remark that does nothing, the
 * filter in a variable, then `lines`, which use it by `jqLine`.
 */
export function handLines({ query, window }: AskedByHand, lines: readonly string[]): string {
  const { filter, left } = compileJq(query, window);
  // Not every shell takes comments at its prompt.
  const remark = `One event a line. Cairn also ${remaining(query, left)}.`;
  return [shellQuote([":", remark]), `narrow=${shellQuote([filter])}`, ...lines].join("\n");
}

/** Takes the events out of an answer, and of these the ones asked for. */
export function jqLine(unpack: string): string {
  return `jq -c ${shellQuote([`${unpack} | `])}"$narrow"`;
}

/** What Cairn does with the events that the lines give. */
function remaining(query: Query, left: readonly string[]): string {
  const grouped = query.by !== undefined || query.perSeconds !== undefined || query.measure.length > 0;
  return [
    ...(left.length > 0 ? [`checks ${left.join("; ")}`] : []),
    "takes an eventID once",
    ...(query.split ? ["looks at each element by itself"] : []),
    grouped ? `groups by ${groupsOf(query)}` : `shows ${query.limit} rows at most`,
    ...(query.follow ? ["asks again about what it found"] : []),
  ].join(", ");
}

function groupsOf({ by = [], perSeconds }: Query): string {
  const groups = [...by, ...(perSeconds === undefined ? [] : [`time, ${perSeconds} s each`])];
  return groups.length > 0 ? groups.join(", ") : "nothing, as one row";
}
