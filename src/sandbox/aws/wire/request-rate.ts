import { performance } from "node:perf_hooks";
import { AwsError } from "./aws-error.ts";

/**
 * A token bucket per name. It fills by the account's clock or by real time, whichever moved further, so that a
 * test with its own clock neither starves nor has to wait.
 */
export function createRequestRate(clock: () => Date): (name: string, perSecond: number) => void {
  const buckets = new Map<string, { tokens: number; clockAt: number; realAt: number }>();
  return (name, perSecond) => {
    const clockAt = clock().getTime();
    const realAt = performance.now();
    const bucket = buckets.get(name) ?? { tokens: Math.max(perSecond, 1), clockAt, realAt };
    const elapsed = Math.max(clockAt - bucket.clockAt, realAt - bucket.realAt, 0);
    const tokens = Math.min(Math.max(perSecond, 1), bucket.tokens + (elapsed / 1000) * perSecond);
    if (tokens < 1) {
      buckets.set(name, { tokens, clockAt, realAt });
      throw new AwsError("ThrottlingException", "Rate exceeded", { queryCode: "Throttling" });
    }
    buckets.set(name, { tokens: tokens - 1, clockAt, realAt });
  };
}
