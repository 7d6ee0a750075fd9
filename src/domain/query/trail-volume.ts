import type { Window } from "./query.ts";

/**
 * An account with half a million events a day, 1.3 kB each, an eighth of that gzipped: a guess by which engines
 * compare what they would cost, not a promise.
 */
export const usualDay = { events: 500_000, bytes: 650_000_000, gzBytes: 80_000_000 };

/** Of these, what a question that names something lets through. */
export const usualShare = 0.02;

export function daysOf({ from, to }: Window): number {
  return Math.max(0, (to.getTime() - from.getTime()) / 86_400_000);
}
