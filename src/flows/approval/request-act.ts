import { type Approval, approvalOn, requireApproval } from "../../domain/approval.ts";
import { ConflictError, InputError } from "../../domain/errors.ts";
import { requireOpen } from "../../domain/incident/incident.ts";
import { requirePermission, requireRunbookAccess } from "../../domain/permission.ts";
import { type Actor, actorName, actorRef } from "../../domain/responder.ts";
import { approvalHash } from "../../domain/runbook/approval-content.ts";
import { renderStep } from "../../domain/runbook/render-step.ts";
import type { ActStep, ApproveStep, Runbook } from "../../domain/runbook/schema.ts";
import { stepOf } from "../../domain/runbook/walk.ts";
import type { StepRecord } from "../../domain/step.ts";
import type { Ports } from "../ports.ts";
import { pinnedRunbook, requireVersion } from "../runs/request-run.ts";
import { voidApproval } from "./void-approval.ts";

type Needs = Pick<Ports, "store" | "clock" | "people" | "settings" | "runbooks">;

/** Puts an act's event into the outbox, once for one press and one approval. */
export async function requestAct(
  ports: Needs,
  {
    incidentId,
    stepId,
    version,
    actor,
  }: { incidentId: string; stepId: string; version: number; actor: Actor },
): Promise<void> {
  if (ports.settings.bus === undefined)
    throw new InputError(
      "Cairn has no bus to put the event on: an admin can set `events.bus` in cairn.yml. Do it by hand with the commands of the message, and say so there.",
    );
  // Who gave the approval is asked of Slack before the transaction, and checked again when the event goes out.
  const approver = await approverOf(ports, approvalOn(await ports.store.approvals(incidentId), stepId));
  const changed = await ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    const runbook = pinnedRunbook(incident, ports.runbooks);
    requirePermission(actor, "act.request", incident);
    requireRunbookAccess(actor, "act.request", runbook, incident);
    requireOpen(incident);
    const step = stepOf(runbook, stepId);
    if (step.kind !== "act") throw new ConflictError(`"${step.title}" sends nothing.`);
    const record = await tx.step(incidentId, stepId);
    if (record === undefined) throw new ConflictError("This step is not due yet.");
    requireVersion(record, version);
    requireNotSent(record, step);

    const now = ports.clock();
    const facts = await tx.facts(incidentId);
    const rendered = renderStep(step, facts, now);
    const approve = approveStepFor(runbook, step);
    const approval = approve && approvalOn(await tx.approvals(incidentId), stepId);
    if (step.risk !== "none") {
      const contentHash = approve ? approvalHash(runbook, approve, facts) : "";
      if (approve && approval?.state === "approved" && approval.contentHash !== contentHash) {
        await voidApproval(tx, approval, { step: approve, now });
        return true;
      }
      requireApproval(approval, { approver, incident, contentHash, state: "approved", now });
      await tx.saveApproval({ ...approval, state: "used" });
    }
    const kept = await tx.saveStep({ ...record, state: "queued" }, record.version);
    if (!kept) throw new ConflictError("Somebody was faster. Look at the step's message.");
    const body = {
      step: stepId,
      title: step.title,
      event: step.event,
      detail: rendered.kind === "act" ? rendered.detail : {},
      ...(approval && step.risk !== "none"
        ? { approval: approval.id, contentHash: approval.contentHash, approvedBy: nameOf(approval) }
        : {}),
    };
    const entry = await tx.record(incidentId, { actor: actorRef(actor), action: "act.request", body }, now);
    await tx.say({ show: "act", incidentId, stepId, seq: entry.seq });
    await tx.say({ show: "step", incidentId, stepId });
    return false;
  });
  if (changed)
    throw new ConflictError(
      "Something changed since this was approved, so the approval is void and nothing was sent. Ask for it again.",
    );
}

/** The rights that whoever approved holds at this moment. */
export async function approverOf(
  { people }: Pick<Ports, "people">,
  approval: Approval | undefined,
): Promise<Actor | undefined> {
  return approval?.decidedBy?.kind === "responder" ? people.actor(approval.decidedBy.id) : undefined;
}

export const approveStepFor = ({ steps }: Runbook, { id }: ActStep): ApproveStep | undefined =>
  steps.find((each): each is ApproveStep => each.kind === "approve" && each.for === id);

const nameOf = ({ decidedBy }: Approval): string => (decidedBy ? actorName(decidedBy) : "nobody");

/** Nobody sends again what may have arrived: not without a new approval, and never Cairn by itself. */
function requireNotSent({ state }: StepRecord, { risk }: ActStep): void {
  if (state === "ready" || state === "failed" || (state === "unknown" && risk === "none")) return;
  if (state === "unknown")
    throw new ConflictError(
      "The event may have gone out. Look first whether it worked; to send it again, ask for a new approval.",
    );
  throw new ConflictError(
    state === "queued"
      ? "The event is on its way already."
      : "The event was sent already. Say whether it worked.",
  );
}
