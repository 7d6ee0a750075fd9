import { ConflictError } from "../../domain/errors.ts";
import { type Incident, requireOpen } from "../../domain/incident/incident.ts";
import { type Action, requireRunbookAccess } from "../../domain/permission.ts";
import type { Actor } from "../../domain/responder.ts";
import type { Runbook, Step } from "../../domain/runbook/schema.ts";
import { stepOf } from "../../domain/runbook/walk.ts";
import type { StepRecord } from "../../domain/step.ts";
import type { RunbookShelf, Tx } from "../ports.ts";
import { pinnedRunbook } from "../runs/request-run.ts";

/** A step of an open incident's runbook that somebody may change, with the incident locked. */
export async function stepToChange(
  tx: Tx,
  runbooks: RunbookShelf,
  { incidentId, stepId, actor, action }: { incidentId: string; stepId: string; actor: Actor; action: Action },
): Promise<{ incident: Incident; runbook: Runbook; step: Step; record: StepRecord }> {
  const incident = await tx.lockIncident(incidentId);
  const runbook = pinnedRunbook(incident, runbooks);
  requireRunbookAccess(actor, action, runbook, incident);
  requireOpen(incident);
  const record = await tx.step(incidentId, stepId);
  if (record === undefined) throw new ConflictError("This step is not due yet.");
  return { incident, runbook, step: stepOf(runbook, stepId), record };
}
