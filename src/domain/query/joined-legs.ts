import type { Leg } from "./query.ts";

/** The legs of a question that was asked several times: one that failed once has failed. */
export function joinedLegs(legs: readonly Leg[]): Leg[] {
  const joined = new Map<string, Leg>();
  for (const leg of legs) {
    const key = JSON.stringify([leg.engine, leg.account, leg.region, leg.group]);
    if (leg.state === "failed" || !joined.has(key)) joined.set(key, leg);
  }
  return [...joined.values()];
}
