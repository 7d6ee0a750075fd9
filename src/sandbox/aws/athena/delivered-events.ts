import type { TrailEvent } from "../trails/trail-event.ts";

/** What happened in the account, and which of it the trail wrote to its bucket. */
export interface DeliveredTrail {
  events: () => readonly TrailEvent[];
  wasDelivered: (event: TrailEvent) => boolean;
}

/** The events in the bucket at a time (ms). What was delivered once stays there. */
export function deliveredEvents({ events, wasDelivered }: DeliveredTrail): (now: number) => TrailEvent[] {
  const known = new WeakMap<TrailEvent, boolean>();
  const isThere = (event: TrailEvent): boolean => {
    const before = known.get(event);
    if (before !== undefined) return before;
    const there = wasDelivered(event);
    known.set(event, there);
    return there;
  };
  return (now) => events().filter((event) => event.deliveredAt <= now && isThere(event));
}
