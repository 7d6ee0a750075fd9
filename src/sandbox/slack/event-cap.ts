const hourMs = 3_600_000;
const minuteMs = 60_000;
/** docs.slack.dev: 30,000 deliveries of events an hour for each workspace and app. */
export const eventsAnHour = 30_000;

/** How many events the app may get; over that it is told so once a minute. */
export function createEventCap(now: () => Date, perHour = eventsAnHour) {
  let hourBegan = Number.NEGATIVE_INFINITY;
  let count = 0;
  let limitedUntil = Number.NEGATIVE_INFINITY;
  let toldAt = Number.NEGATIVE_INFINITY;

  return {
    /** `tell`: this event is over the limit, and the app has not heard of it in this minute. */
    take(): "deliver" | "drop" | "tell" {
      const at = now().getTime();
      if (at - hourBegan >= hourMs) {
        hourBegan = at;
        count = 0;
      }
      count += 1;
      if (count <= perHour && at >= limitedUntil) return "deliver";
      if (at - toldAt < minuteMs) return "drop";
      toldAt = at;
      return "tell";
    },
    /** As if the app had had its share, for so long. */
    exhaust(forMs: number): void {
      limitedUntil = now().getTime() + forMs;
    },
    refill(): void {
      count = 0;
      limitedUntil = Number.NEGATIVE_INFINITY;
    },
  };
}

export type EventCap = ReturnType<typeof createEventCap>;
