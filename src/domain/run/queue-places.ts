import type { QueuePlace, Run } from "./run.ts";

/** Assumed of a question whose plan says nothing. */
const usualSeconds = 10;

/**
 * Where each queued run stands, by id. A run that is under way is taken to need the rest of what its plan says, and as
 * many are worked on at a time as are being worked on now. `budgetWaitMs` of an account: until its API is free.
 */
export function queuePlaces(
  unfinished: readonly Run[],
  { now, budgetWaitMs }: { now: Date; budgetWaitMs: (run: Run) => number },
): Map<string, QueuePlace> {
  const running = unfinished.filter(({ state }) => state === "running");
  const free = running.map((run) => Math.max(1, secondsOf(run) - elapsed(run, now)));
  if (free.length === 0) free.push(0);
  const places = new Map<string, QueuePlace>();
  for (const run of unfinished) {
    if (run.state !== "queued" || run.sharedRun) continue;
    const next = free.indexOf(Math.min(...free));
    const waitSeconds = free[next] ?? 0;
    free[next] = waitSeconds + secondsOf(run);
    places.set(run.id, {
      position: places.size + 1,
      waitSeconds: Math.round(Math.max(waitSeconds, budgetWaitMs(run) / 1_000)),
    });
  }
  return places;
}

/** False for what people would not notice: a new edit costs one of Slack's. */
export function worthTelling(known: QueuePlace | null | undefined, place: QueuePlace): boolean {
  if (!known) return true;
  const change = Math.abs(known.waitSeconds - place.waitSeconds);
  return known.position !== place.position || change >= Math.max(5, known.waitSeconds * 0.2);
}

const secondsOf = ({ plan }: Run): number => plan?.estimate.seconds ?? usualSeconds;
const elapsed = ({ startedAt }: Run, now: Date): number =>
  startedAt === null ? 0 : (now.getTime() - startedAt.getTime()) / 1_000;
