import { ConflictError } from "../../domain/errors.ts";
import { requirePermission } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { hasEnded } from "../../domain/run/run.ts";
import type { Ports } from "../ports.ts";
import { settleStep } from "../runbook/settle-step.ts";
import { knownRun } from "./known-run.ts";
import { sayRun } from "./say-run.ts";
import { ringWaiting } from "./share-run.ts";

/** Stops a run; whoever works on it is told at once, and notices at its next sign of life at the latest. */
export async function cancelRun(
  { store, clock, doorbell }: Pick<Ports, "store" | "clock" | "doorbell">,
  { runId, actor }: { runId: string; actor: Actor },
): Promise<void> {
  const { incidentId } = knownRun(await store.run(runId));
  await store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    requirePermission(actor, "run.cancel", incident);
    const run = knownRun(await tx.run(runId));
    if (hasEnded(run.state)) throw new ConflictError(`This run has already ended: ${run.state}.`);
    const now = clock();
    await tx.saveRun({ ...run, state: "cancelled", endedAt: now, cancelledBy: actorRef(actor) });
    await settleStep(tx, run, "cancelled");
    await tx.record(
      incidentId,
      { actor: actorRef(actor), action: "run.cancel", body: { run: runId, title: run.title } },
      now,
    );
    await sayRun(tx, run);
    await tx.say({ show: "incident", incidentId });
  });
  await ringWaiting({ store, doorbell }, runId);
}
