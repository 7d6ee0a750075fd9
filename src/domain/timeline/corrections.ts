import type { TimelineAction, TimelineEntry } from "./timeline.ts";

/**
 * What people wrote and may put right. The original stays: a new entry says in `body.corrects` which one it supersedes
 * by its sequence number. A summary also supersedes the one before it without saying so.
 */
const correctable: readonly TimelineAction[] = ["note.add", "note.correct", "summary.write"];

export interface MarkedEntry {
  entry: TimelineEntry;
  /** Sequence number of the newer entry that takes its place; undefined while it counts. */
  supersededBy: number | undefined;
}

type Known = Pick<TimelineEntry, "action" | "body" | "seq">;

export const isCorrectable = ({ action }: Pick<TimelineEntry, "action">): boolean =>
  correctable.includes(action);

/** The entry that this one says it corrects. */
export const correctedBy = ({ action, body }: Pick<TimelineEntry, "action" | "body">): number | undefined =>
  isCorrectable({ action }) && typeof body.corrects === "number" ? body.corrects : undefined;

/** All entries of one incident in their order, those that were superseded marked. */
export function currentEntries(timeline: readonly TimelineEntry[]): MarkedEntry[] {
  const supersededBy = superseded(timeline);
  return timeline.map((entry) => ({ entry, supersededBy: supersededBy.get(entry.seq) }));
}

/** The newest summary; undefined when nobody wrote one. */
export const currentSummary = (timeline: readonly TimelineEntry[]): TimelineEntry | undefined =>
  timeline.findLast(({ action }) => action === "summary.write");

function superseded(timeline: readonly Known[]): Map<number, number> {
  const written = new Map(timeline.filter(isCorrectable).map((entry) => [entry.seq, entry]));
  const newer = new Map<number, number>();
  let summary: number | undefined;
  for (const entry of written.values()) {
    const corrects = correctedBy(entry);
    // Only what stood there before: an entry supersedes neither itself nor the future.
    if (corrects !== undefined && corrects < entry.seq && written.has(corrects))
      newer.set(corrects, entry.seq);
    if (entry.action !== "summary.write") continue;
    if (summary !== undefined) newer.set(summary, entry.seq);
    summary = entry.seq;
  }
  return newer;
}
