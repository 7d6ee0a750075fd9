import { approvalOn, askApproval } from "../../domain/approval.ts";
import { ConflictError, InputError } from "../../domain/errors.ts";
import { requireOpen } from "../../domain/incident/incident.ts";
import { requirePermission, requireRunbookAccess } from "../../domain/permission.ts";
import { type Actor, actorName, actorRef } from "../../domain/responder.ts";
import { approvalHash } from "../../domain/runbook/approval-content.ts";
import type { ApproveStep, Runbook } from "../../domain/runbook/schema.ts";
import type { Ports, Tx } from "../ports.ts";
import { enterStep } from "../runbook/enter-step.ts";
import { pinnedRunbook, requireVersion } from "../runs/request-run.ts";

/** Asks somebody else to approve what an approve step shows; from the act's own message too, when its approval is over. */
export async function requestApproval(
  ports: Pick<Ports, "store" | "clock" | "newId" | "runbooks">,
  {
    incidentId,
    stepId,
    version,
    actor,
  }: { incidentId: string; stepId: string; version: number; actor: Actor },
): Promise<void> {
  await ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    const runbook = pinnedRunbook(incident, ports.runbooks);
    requirePermission(actor, "approval.request", incident);
    requireRunbookAccess(actor, "approval.request", runbook, incident);
    requireOpen(incident);
    const pressed = await tx.step(incidentId, stepId);
    if (pressed === undefined) throw new ConflictError("This step is not due yet.");
    requireVersion(pressed, version);
    const approve = approveStep(runbook, stepId);
    if (incident.nextStep !== approve.id && incident.nextStep !== approve.for)
      throw new ConflictError("The runbook has gone on: there is nothing to approve here any more.");
    if ((await tx.step(incidentId, approve.for))?.state === "queued")
      throw new ConflictError("The event is on its way. Wait until its message says what became of it.");

    const now = ports.clock();
    const facts = await tx.facts(incidentId);
    await endEarlier(tx, incidentId, approve, now);
    if ((await tx.step(incidentId, approve.id))?.state !== "waiting")
      await enterStep(ports, tx, { incident, runbook, facts, next: approve });
    const record = await tx.step(incidentId, approve.id);
    if (record?.state !== "waiting") throw new ConflictError("A fact that this needs is not known any more.");

    const asked = { incidentId, stepId: approve.id, forStep: approve.for };
    const contentHash = approvalHash(runbook, approve, facts);
    const approval = askApproval({ id: ports.newId(), ...asked, contentHash }, actor, now);
    await tx.saveApproval(approval);
    await tx.saveStep({ ...record, expiresAt: approval.expiresAt }, record.version);
    const body = { step: approve.id, title: approve.title, approval: approval.id, contentHash };
    await tx.record(incidentId, { actor: actorRef(actor), action: "approval.request", body }, now);
    await tx.say({ show: "step", incidentId, stepId: approve.id });
  });
}

function approveStep({ steps }: Runbook, stepId: string): ApproveStep {
  const found = steps.find(
    (each): each is ApproveStep => each.kind === "approve" && (each.id === stepId || each.for === stepId),
  );
  if (found === undefined) throw new InputError(`The step "${stepId}" needs no approval.`);
  return found;
}

/** One live word at a time: whoever asks anew gives up what was said before. */
async function endEarlier(tx: Tx, incidentId: string, { id }: ApproveStep, now: Date): Promise<void> {
  const earlier = approvalOn(await tx.approvals(incidentId), id);
  if (earlier === undefined) return;
  if (earlier.state === "asked" && now < earlier.expiresAt)
    throw new ConflictError(
      `${actorName(earlier.requestedBy)} has asked already. The commander or a lead must decide.`,
    );
  if (earlier.state === "asked" || earlier.state === "approved")
    await tx.saveApproval({ ...earlier, state: now < earlier.expiresAt ? "void" : "expired" });
}
