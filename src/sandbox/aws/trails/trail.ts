import { createHash } from "node:crypto";
import { readTrailEvent, type TrailEvent } from "./trail-event.ts";

/** How late CloudTrail shows what happened, in minutes; the lag of each record lies between the two, by its id. */
export interface IngestDelay {
  minMinutes: number;
  maxMinutes: number;
}

/** Every record of the account, once per time it was added: duplicates stay duplicates. */
export interface Trail {
  /** Throws TypeError, naming the record, when one has no usable eventTime or eventName. */
  add: (records: readonly object[], delay?: IngestDelay) => TrailEvent[];
  /** Newest first; records of the same second keep one order. */
  inRegion: (region: string) => readonly TrailEvent[];
  regions: () => string[];
}

export function createTrail(clock: () => Date, ingestDelay?: IngestDelay): Trail {
  const regions = new Map<string, TrailEvent[]>();
  let order = 0;
  return {
    add(records, delay = ingestDelay) {
      const now = clock().getTime();
      const added: TrailEvent[] = [];
      for (const record of records) {
        const event = readTrailEvent(record, order);
        order += 1;
        const arrival = arrivalOf(event, now, delay);
        added.push({ ...event, ...arrival });
      }
      for (const event of added) {
        const events = regions.get(event.region) ?? [];
        events.push(event);
        regions.set(event.region, events);
      }
      for (const region of new Set(added.map((event) => event.region))) {
        regions.get(region)?.sort((a, b) => b.at - a.at || b.order - a.order);
      }
      return added;
    },
    inRegion: (region) => regions.get(region) ?? [],
    regions: () => [...regions.keys()],
  };
}

/**
 * Without a delay asked for, what was added is there at once; only a record from the future waits for its time.
 * The log group is told by delivery time, which is later than the call whatever the delay.
 */
function arrivalOf(event: TrailEvent, now: number, delay: IngestDelay | undefined) {
  const spread = createHash("sha1").update(event.eventId).digest().readUInt16LE(0) / 0xffff;
  if (delay === undefined) {
    const usual = event.at + 60_000 + Math.round(spread * 240_000);
    return { visibleAt: event.at, deliveredAt: Math.max(event.at, Math.min(usual, now)) };
  }
  const late = delay.minMinutes + spread * (delay.maxMinutes - delay.minMinutes);
  const at = event.at + Math.round(late * 60_000);
  return { visibleAt: at, deliveredAt: at };
}
