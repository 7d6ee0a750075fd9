import type { TranscriptEntry, TranscriptRun } from "./document.ts";

/** What of a repeat step's rounds is shown in full beside their table, at most. */
const mostInFull = 20;

const firstOf = (run: TranscriptRun): string => run.again?.first ?? run.id;

export type Turn = { run: TranscriptRun } | { rounds: TranscriptRun[]; inFull: TranscriptRun[] };

/** Rounds stand in one table where the first was asked, and in full only where there is something to read. */
export function inTurns(runs: readonly TranscriptRun[]): Turn[] {
  const repeating = new Set(runs.filter(({ round }) => round !== null).map(firstOf));
  return runs.flatMap((run): Turn[] => {
    if (!repeating.has(firstOf(run)) || run.again?.why === "settled") return [{ run }];
    if (run.again) return [];
    const rounds = runs.filter(
      (each) => firstOf(each) === run.id && (!each.again || each.again.why === "round"),
    );
    const telling = rounds.filter((each, at) => (each.rowCount ?? 0) > 0 || at === rounds.length - 1);
    return [{ rounds, inFull: telling.slice(-mostInFull) }];
  });
}

/** Rounds of a repeat step that follow each other on the timeline with the same outcome are told in one line. */
export function foldRounds(
  timeline: readonly TranscriptEntry[],
): { entry: TranscriptEntry; more: number; last: TranscriptEntry }[] {
  const folded: { entry: TranscriptEntry; more: number; last: TranscriptEntry }[] = [];
  for (const entry of timeline) {
    const before = folded.at(-1);
    if (before && isAlike(before.last, entry)) {
      before.more += 1;
      before.last = entry;
    } else folded.push({ entry, more: 0, last: entry });
  }
  return folded;
}

const isAlike = (before: TranscriptEntry, entry: TranscriptEntry): boolean =>
  [before, entry].every(({ action, body }) => action === "run.finish" && body.again === "round") &&
  before.body.title === entry.body.title &&
  before.body.rowsHash === entry.body.rowsHash;
