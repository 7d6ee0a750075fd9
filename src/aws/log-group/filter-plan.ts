import { type AskedByHand, handLines, jqLine } from "../../domain/query/hand-lines.ts";
import type { QueryPlan, Window } from "../../domain/query/query.ts";
import { shellQuote } from "../../domain/text/shell-quote.ts";
import { deliveryWindow } from "./read-log-group.ts";

/** Of an account with half a million events a day, at about 740 events a page; a guess to warn with, not a promise. */
const pagesPerDay = { withPattern: 60, withoutPattern: 720 };
const pagesPerSecond = 2;

/** Groups are read side by side. `cut`: more pages than are read of one group. */
export function filterEstimate(
  pattern: string | undefined,
  { from, to }: Window,
  groups: number,
  pageCap: number,
): QueryPlan["estimate"] & { cut: boolean } {
  const days = Math.max(0, (to.getTime() - from.getTime()) / 86_400_000);
  const perDay = pattern ? pagesPerDay.withPattern : pagesPerDay.withoutPattern;
  const expected = Math.max(1, Math.ceil(days * perDay));
  const pages = Math.min(pageCap, expected);
  return { calls: pages * groups, seconds: Math.ceil(pages / pagesPerSecond), cut: expected > pageCap };
}

export function filterWhy(pattern: string | undefined, { calls = 0 }: QueryPlan["estimate"]): string {
  const pages = `about ${calls} page${calls === 1 ? "" : "s"}`;
  return pattern
    ? `The log group is filtered by AWS and read newest first: ${pages}, many of them empty.`
    : `A filter pattern can say nothing of this, so every event of the log group is read: ${pages}.`;
}

/** One command a group, for events of any kind. The CLI pages by itself, oldest first: it does not know `startFromHead`. */
export function filterCommands(
  pattern: string | undefined,
  { from, to }: Window,
  groups: readonly { region: string; group: string }[],
): string[] {
  return groups.map(({ region, group }) =>
    shellQuote([
      "aws",
      "logs",
      "filter-log-events",
      "--region",
      region,
      group.startsWith("arn:") ? "--log-group-identifier" : "--log-group-name",
      group,
      "--start-time",
      String(from.getTime()),
      "--end-time",
      String(to.getTime()),
      ...(pattern ? ["--filter-pattern", pattern] : []),
      "--output",
      "json",
    ]),
  );
}

/** The same for a trail's groups, narrowed to the events asked for. */
export function filterCommand(
  pattern: string | undefined,
  asked: AskedByHand,
  groups: readonly { region: string; group: string }[],
): string {
  const lines = filterCommands(pattern, deliveryWindow(asked.window), groups);
  return handLines(
    asked,
    lines.map((line) => `${line} | ${jqLine(".events[].message | fromjson?")}`),
  );
}
