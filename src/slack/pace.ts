/** So many at once, and so many a minute after that. */
export interface Pace {
  perMinute: number;
  burst: number;
}

/** Slack takes one post a second and channel, and 50 edits a minute over all channels. */
export const slackPace = { post: { perMinute: 60, burst: 3 }, edit: { perMinute: 50, burst: 20 } };

/**
 * Takes one turn for `key`: 0 when it is free, else the milliseconds until it will be, without taking it.
 * `now` is monotonic, in milliseconds.
 */
export function createPacer({ perMinute, burst }: Pace, now: () => number): (key: string) => number {
  const everyMs = 60_000 / perMinute;
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (key) => {
    const at = now();
    const bucket = buckets.get(key) ?? { tokens: burst, at };
    const tokens = Math.min(burst, bucket.tokens + (at - bucket.at) / everyMs);
    buckets.delete(key);
    for (const [old, idle] of buckets) {
      if (at - idle.at <= burst * everyMs) break;
      buckets.delete(old);
    }
    const free = tokens >= 1 - 1e-9;
    buckets.set(key, { tokens: free ? tokens - 1 : tokens, at });
    return free ? 0 : Math.ceil((1 - tokens) * everyMs);
  };
}
