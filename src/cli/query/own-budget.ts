import { setTimeout as sleep } from "node:timers/promises";
import type { TakeBudget } from "../../flows/ports.ts";

/** Turns at AWS for a command that runs without the database: evenly, each account, Region and API for itself. */
export function ownBudget(perSecond: (api: string) => number): TakeBudget {
  const next = new Map<string, number>();
  return async ({ account, region, api }, signal) => {
    signal.throwIfAborted();
    const key = `${account} ${region} ${api}`;
    const now = performance.now();
    const at = Math.max(now, next.get(key) ?? 0);
    next.set(key, at + 1_000 / perSecond(api));
    if (at > now) await sleep(at - now, undefined, { signal });
  };
}
