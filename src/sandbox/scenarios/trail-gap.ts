import type { TrailRecord } from "./trail-record.ts";

/** A time in which the trail delivered less than happened. Event history has it all. */
export interface TrailGap {
  /** The call that opened it, and the one that closed it, were delivered themselves. */
  from: Date;
  to: Date;
  /** What still came through. */
  delivered: "nothing" | "writes";
}

/** What the trail wrote to its bucket and log group. */
export function deliveredRecords({
  records,
  trailGaps,
}: {
  records: readonly TrailRecord[];
  trailGaps: readonly TrailGap[];
}): TrailRecord[] {
  return records.filter((record) => !trailGaps.some((gap) => isMissing(record, gap)));
}

function isMissing(record: TrailRecord, { from, to, delivered }: TrailGap): boolean {
  const at = Date.parse(record.eventTime);
  if (at <= from.getTime() || at >= to.getTime()) return false;
  return delivered === "nothing" || record.readOnly !== false;
}
