import type { Leg, QueryEngineName, Window } from "../query/query.ts";
import type { Run } from "./run.ts";

/** An answer that is not there is never whole. */
const most = 0.99;

/**
 * How much of a running question is read, from 0 to 1: by how far it has come through its window where an engine reads
 * in order of time, by pages where their number is known, and by the parts that are done. Undefined while nothing tells.
 */
export function readShare({
  progress,
  plan,
  window,
}: Pick<Run, "progress" | "plan" | "window">): number | undefined {
  if (!progress) return undefined;
  const calls = plan?.estimate.calls;
  const guesses = [
    byTime(progress, plan?.engine, window),
    calls === undefined || calls < 2 ? undefined : progress.pagesRead / calls,
    byParts(progress.legs ?? []),
  ].filter((guess) => guess !== undefined);
  if (guesses.length === 0) return undefined;
  return Math.min(most, Math.max(0, ...guesses));
}

/** What reads its window from its end to its beginning. */
const newestFirst: ReadonlySet<QueryEngineName | undefined> = new Set([
  "event-history",
  "log-group",
] as const);

/** Several parts are read side by side, so that the times of one say nothing of the others. */
function byTime(
  { oldestEvent, legs = [] }: NonNullable<Run["progress"]>,
  engine: QueryEngineName | undefined,
  { from, to }: Window,
): number | undefined {
  const length = to.getTime() - from.getTime();
  if (!newestFirst.has(engine) || legs.length > 1 || oldestEvent === undefined || length <= 0)
    return undefined;
  return (to.getTime() - oldestEvent.getTime()) / length;
}

function byParts(legs: readonly Leg[]): number | undefined {
  if (legs.length < 2) return undefined;
  return legs.filter(({ state }) => state === "done" || state === "failed").length / legs.length;
}
