import { ConflictError, ForbiddenError } from "../../domain/errors.ts";
import { requirePermission } from "../../domain/permission.ts";
import { type Actor, actorRef, system } from "../../domain/responder.ts";
import { firstRunOf, type Run } from "../../domain/run/run.ts";
import type { Ports, Tx } from "../ports.ts";
import { knownRun } from "./known-run.ts";

/** Puts an answer that somebody asked for quietly into the incident's thread, where it goes on from then on. */
export async function shareAnswer(
  { store, clock }: Pick<Ports, "store" | "clock">,
  { runId, actor }: { runId: string; actor: Actor },
): Promise<void> {
  const { incidentId } = knownRun(await store.run(runId));
  await store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    requirePermission(actor, "run.share", incident);
    const run = knownRun(await tx.run(runId));
    if (!run.quietFor) throw new ConflictError("This answer is in the incident's thread already.");
    if (actor.kind === "responder" && actor.id !== run.quietFor.id)
      throw new ForbiddenError(`Only ${run.quietFor.name}, who asked, may share this answer. Ask them.`);
    await putIntoThread(tx, run, { actor, now: clock() });
  });
}

/** The person could not be reached alone: an answer in the thread is better than none. */
export async function shareUnreached(tx: Tx, run: Run, why: string, now: Date): Promise<void> {
  await tx.lockIncident(run.incidentId);
  if ((await tx.run(run.id))?.quietFor)
    await putIntoThread(tx, run, { actor: system, now, why: `A direct message did not reach them: ${why}` });
}

async function putIntoThread(
  tx: Tx,
  run: Run,
  { actor, now, why }: { actor: Actor; now: Date; why?: string },
): Promise<void> {
  const { incidentId, quietFor } = run;
  const first = firstRunOf(run);
  await tx.shareRuns(first);
  const body = { run: run.id, title: run.title, ...(why === undefined ? {} : { why }) };
  await tx.record(incidentId, { actor: actorRef(actor), action: "run.share", body }, now);
  await tx.say({ show: "run", incidentId, runId: first });
  if (quietFor && why === undefined)
    await tx.say({ show: "quiet", incidentId, runId: first, person: quietFor.id });
}
