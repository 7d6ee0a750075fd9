/** Tokens that come back over time, on whichever clock moved further. */
interface Bucket {
  tokens: number;
  wallAt: number;
  workspaceAt: number;
}

/**
 * Slack's unpublished bursts, modelled as token buckets: a channel takes one post a second and five at once,
 * a method its tier's calls a minute, all at once if it must be.
 *
 * Refills follow the faster of the wall clock and the workspace's clock, so a clock that stands still in a
 * test cannot starve the bot and one that jumps lets it go on.
 */
export function createRateLimit(workspaceNow: () => Date, wallNow: () => number = Date.now) {
  const buckets = new Map<string, Bucket>();

  /** Seconds to wait, or 0 when the call may go ahead. */
  return function take(key: string, { burst, perSecond }: { burst: number; perSecond: number }): number {
    const wallAt = wallNow();
    const workspaceAt = workspaceNow().getTime();
    const bucket = buckets.get(key) ?? { tokens: burst, wallAt, workspaceAt };
    const elapsedMs = Math.max(0, wallAt - bucket.wallAt, workspaceAt - bucket.workspaceAt);
    const tokens = Math.min(burst, bucket.tokens + (elapsedMs / 1000) * perSecond);
    if (tokens < 1) {
      buckets.set(key, { tokens, wallAt, workspaceAt });
      return Math.max(1, Math.ceil((1 - tokens) / perSecond));
    }
    buckets.set(key, { tokens: tokens - 1, wallAt, workspaceAt });
    return 0;
  };
}

export type RateLimit = ReturnType<typeof createRateLimit>;
