import { ConflictError } from "../../domain/errors.ts";
import { requireOpen } from "../../domain/incident/incident.ts";
import { requireRunbookAccess } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { roundsOf } from "../../domain/run/rounds-of.ts";
import { hasEnded } from "../../domain/run/run.ts";
import { stepOf } from "../../domain/runbook/walk.ts";
import type { Ports } from "../ports.ts";
import { latestAnswer } from "../runs/latest-answer.ts";
import { pinnedRunbook } from "../runs/request-run.ts";
import { endRounds } from "./end-rounds.ts";

/** Stops a repeat step by hand; what its rounds found until then counts. */
export async function stopRounds(
  ports: Pick<Ports, "store" | "clock" | "settings" | "runbooks">,
  { incidentId, stepId, actor }: { incidentId: string; stepId: string; actor: Actor },
): Promise<void> {
  await ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    const runbook = pinnedRunbook(incident, ports.runbooks);
    requireRunbookAccess(actor, "run.cancel", runbook, incident);
    requireOpen(incident);
    const step = stepOf(runbook, stepId);
    const record = await tx.step(incidentId, stepId);
    const run = record?.runId ? await tx.run(record.runId) : undefined;
    const under = record?.state === "queued" || record?.state === "running" || record?.state === "waiting";
    if (step.kind !== "repeat" || !run || !under)
      throw new ConflictError("This step asks nothing at the moment: there is nothing to stop.");

    const by = actorRef(actor);
    const now = ports.clock();
    if (!hasEnded(run.state)) {
      await tx.saveRun({ ...run, state: "cancelled", endedAt: now, cancelledBy: by });
      const body = { run: run.id, title: run.title };
      await tx.record(incidentId, { actor: by, action: "run.cancel", body }, now);
    }
    const latest = await latestAnswer(tx, roundsOf(await tx.runs(incidentId), run));
    if (latest) {
      const { answer } = latest;
      const parts = { incident, runbook, step, answer, told: latest.run.findings };
      return endRounds(ports, tx, { ...parts, ended: "stopped", by });
    }
    await tx.saveStep({ ...record, state: "cancelled", expiresAt: null }, record.version);
    await tx.say({ show: "step", incidentId, stepId });
    await tx.say({ show: "incident", incidentId });
  });
}
