import { queuePlaces, worthTelling } from "../../domain/run/queue-places.ts";
import type { QueuePlace, Run } from "../../domain/run/run.ts";
import type { Ports, Reads } from "../ports.ts";
import { sayRun } from "./say-run.ts";

/** Edits that one look makes, so that a long queue does not use up what Slack takes. */
const mostTold = 20;

/** Tells queued runs where they stand by now, those whose place has changed and the first in the queue first. */
export async function showPlaces({ store, clock }: Pick<Ports, "store" | "clock">): Promise<void> {
  const unfinished = await store.unfinishedRuns();
  if (!unfinished.some(({ state, sharedRun }) => state === "queued" && !sharedRun)) return;
  const places = await placesNow(store, clock(), undefined, unfinished);
  const moved = unfinished.flatMap((run) => {
    const place = places.get(run.id);
    return place && worthTelling(run.place, place) ? [{ run, place }] : [];
  });
  for (const { run, place } of moved.slice(0, mostTold))
    await store.transaction(async (tx) => {
      if (await tx.showQueued(run, { place, progress: null })) await sayRun(tx, run);
    });
}

/** Places of all that is queued; `added` stands at its end. */
export async function placesNow(
  reads: Pick<Reads, "unfinishedRuns" | "budgetWaits">,
  now: Date,
  added: Run | undefined,
  known?: readonly Run[],
): Promise<Map<string, QueuePlace>> {
  const unfinished = known ?? (await reads.unfinishedRuns());
  const waits = await reads.budgetWaits();
  const apiWaits = (run: Run): number => {
    const apis = apisOf[run.plan?.engine ?? "archive"] ?? [];
    const ours = waits.filter(
      ({ account, region, api }) =>
        account === run.account && run.regions.includes(region) && apis.includes(api),
    );
    return Math.max(0, ...ours.map(({ waitMs }) => waitMs));
  };
  return queuePlaces(added ? [...unfinished, added] : unfinished, { now, budgetWaitMs: apiWaits });
}

/** What each engine calls first. */
const apisOf: Partial<Record<string, readonly string[]>> = {
  "event-history": ["LookupEvents"],
  "log-group": ["FilterLogEvents"],
  insights: ["StartQuery"],
  athena: ["StartQueryExecution"],
};
