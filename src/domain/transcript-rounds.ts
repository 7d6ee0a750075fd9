import { markdownTable } from "./markdown.ts";
import { roundsOf } from "./rounds-of.ts";
import { firstRunOf, type Run } from "./run.ts";
import type { TimelineEntry } from "./timeline.ts";

/** What of a repeat step's rounds is shown in full beside their table, at most. */
const mostInFull = 20;

/** Rounds stand in one table where the first was asked, and in full only where there is something to read. */
export function inTurns<R extends Run>(runs: readonly R[]): ({ run: R } | { rounds: R[]; inFull: R[] })[] {
  const repeating = new Set(runs.filter((run) => run.round).map(firstRunOf));
  return runs.flatMap((run): ({ run: R } | { rounds: R[]; inFull: R[] })[] => {
    if (!repeating.has(firstRunOf(run)) || run.again?.why === "settled") return [{ run }];
    if (run.again) return [];
    const rounds = roundsOf(runs, run) as R[];
    const telling = rounds.filter((each, at) => (each.rowCount ?? 0) > 0 || at === rounds.length - 1);
    return [{ rounds, inFull: telling.slice(-mostInFull) }];
  });
}

export function roundsTable(rounds: readonly Run[], utc: (at: Date) => string): string {
  return markdownTable(
    ["round", "asked", "outcome", "rows", "records", "held", "SHA-256 of the rows"],
    rounds.map(({ requestedAt, state, rowCount, completeness, round, rowsHash }, at) => [
      String(at + 1),
      utc(requestedAt),
      state,
      rowCount === null ? "–" : String(rowCount),
      completeness ? String(completeness.matched) : "–",
      round?.held === true ? "yes" : round?.held === false ? "no" : "–",
      rowsHash ? `\`${rowsHash}\`` : "–",
    ]),
  );
}

/** Rounds of a repeat step that follow each other on the timeline with the same outcome are told in one line. */
export function foldRounds(
  timeline: readonly TimelineEntry[],
): { entry: TimelineEntry; more: number; last: TimelineEntry }[] {
  const folded: { entry: TimelineEntry; more: number; last: TimelineEntry }[] = [];
  for (const entry of timeline) {
    const before = folded.at(-1);
    if (before && isAlike(before.last, entry)) {
      before.more += 1;
      before.last = entry;
    } else folded.push({ entry, more: 0, last: entry });
  }
  return folded;
}

const isAlike = (before: TimelineEntry, entry: TimelineEntry): boolean =>
  [before, entry].every(({ action, body }) => action === "run.finish" && body.again === "round") &&
  before.body.title === entry.body.title &&
  before.body.rowsHash === entry.body.rowsHash;
