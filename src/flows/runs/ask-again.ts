import { ConflictError } from "../../domain/errors.ts";
import { type Incident, requireOpen } from "../../domain/incident/incident.ts";
import { requirePermission, requireRunbookAccess } from "../../domain/permission.ts";
import { describeQuery } from "../../domain/query/describe-query.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { hasEnded, type Run } from "../../domain/run/run.ts";
import type { Ports, Tx } from "../ports.ts";
import { knownRun } from "./known-run.ts";
import { queueAgain } from "./queue-again.ts";
import { pinnedRunbook } from "./request-run.ts";
import { sayRun } from "./say-run.ts";

type Needs = Pick<Ports, "store" | "clock" | "newId" | "enginesFor" | "runbooks" | "doorbell">;

/** Puts an answered question once more; where its window reached to the moment of asking, it now reaches to this one. */
export async function askAgain(
  ports: Needs,
  { runId, actor }: { runId: string; actor: Actor },
): Promise<Run> {
  const { incidentId } = knownRun(await ports.store.run(runId));
  const again = await ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    const run = knownRun(await tx.run(runId));
    requireMay(ports, incident, run, actor);
    requireOpen(incident);
    await requireLatest(tx, run);

    const now = ports.clock();
    const window = run.window.open ? { ...run.window, to: now } : run.window;
    const queued = await queueAgain(ports, tx, run, { why: "asked", actor, window });
    // The new answer asks itself again if it must.
    await tx.setAsksAgain(run.id, null);
    const body = {
      run: queued.id,
      title: run.title,
      query: describeQuery(run.query),
      again: run.id,
      ...(run.stepId === null ? {} : { step: run.stepId }),
    };
    await tx.record(incidentId, { actor: actorRef(actor), action: "run.request", body }, now);
    await sayRun(tx, queued);
    return queued;
  });
  await ports.doorbell.ring(again.id);
  return again;
}

function requireMay({ runbooks }: Needs, incident: Incident, run: Run, actor: Actor): void {
  if (run.stepId === null) requirePermission(actor, "run.request", incident);
  else {
    if (incident.runbook?.hash !== run.runbookHash)
      throw new ConflictError("Another runbook was started meanwhile. Go on there.");
    requireRunbookAccess(actor, "run.request", pinnedRunbook(incident, runbooks), incident);
  }
}

async function requireLatest(tx: Tx, run: Run): Promise<void> {
  if (run.state !== "done")
    throw new ConflictError(`There is no answer yet to ask again about: the run is ${run.state}.`);
  if (run.round)
    throw new ConflictError("This step asks again by itself. Start it anew when it has come to its end.");
  const newer = await tx.runAfter(run.id);
  if (newer && !hasEnded(newer.state))
    throw new ConflictError("This is being asked again already. The answer will show here.");
  if (newer?.state === "done")
    throw new ConflictError("There is a newer answer to this question. Ask again with its button.");
  const step = run.stepId === null ? undefined : await tx.step(run.incidentId, run.stepId);
  if (step && step.runId !== run.id)
    throw new ConflictError("The step has moved on to another run. Use the newest message of the thread.");
}
