import { approvalOn, requireApproval } from "../../domain/approval.ts";
import { ConflictError, NotFoundError } from "../../domain/errors.ts";
import { requireOpen, shortId } from "../../domain/incident/incident.ts";
import { requirePermission, requireRunbookAccess } from "../../domain/permission.ts";
import type { ActorRef } from "../../domain/responder.ts";
import { approvalHash } from "../../domain/runbook/approval-content.ts";
import { renderStep } from "../../domain/runbook/render-step.ts";
import { stepOf } from "../../domain/runbook/walk.ts";
import { canonicalJson } from "../../domain/timeline/audit.ts";
import type { Ports, Show } from "../ports.ts";
import { pinnedRunbook } from "../runs/request-run.ts";
import { approverOf, approveStepFor } from "./request-act.ts";

export type ActShow = Extract<Show, { show: "act" }>;

/** What goes on the bus for the customer's automation. */
export interface ActOrder {
  type: string;
  detail: Record<string, unknown>;
  at: Date;
}

type Needs = Pick<Ports, "store" | "clock" | "people" | "runbooks">;

/**
 * The event of an act that was requested, if it may go out at this very moment: who asked and who approved still may,
 * nothing has changed, the approval has not run out. Throws CairnError that says why not.
 */
export async function orderAct(ports: Needs, { incidentId, stepId, seq }: ActShow): Promise<ActOrder> {
  const { store, people } = ports;
  const incident = await store.incident(incidentId);
  const entry = (await store.timeline(incidentId)).find((each) => each.seq === seq);
  if (incident === undefined || entry?.action !== "act.request")
    throw new NotFoundError("The request of this event is not in the record any more.");
  const runbook = pinnedRunbook(incident, ports.runbooks);
  requireOpen(incident);
  const step = stepOf(runbook, stepId);
  const record = await store.step(incidentId, stepId);
  if (step.kind !== "act" || record?.state !== "queued")
    throw new ConflictError("The runbook has gone on since this event was requested.");

  const requester = entry.actor.kind === "responder" ? await people.actor(entry.actor.id) : entry.actor;
  requirePermission(requester, "act.request", incident);
  requireRunbookAccess(requester, "act.request", runbook, incident);

  const facts = await store.facts(incidentId);
  const now = ports.clock();
  const rendered = renderStep(step, facts, now);
  const detail = rendered.kind === "act" ? rendered.detail : {};
  if (canonicalJson(detail) !== canonicalJson(entry.body.detail))
    throw new ConflictError("What the event says has changed since it was requested.");
  if (step.risk !== "none") {
    const approve = approveStepFor(runbook, step);
    const approval = approvalOn(await store.approvals(incidentId), stepId);
    const contentHash = approve ? approvalHash(runbook, approve, facts) : "";
    const approver = await approverOf(ports, approval);
    requireApproval(approval, { approver, incident, contentHash, state: "used", now });
    if (approval.id !== entry.body.approval) throw new ConflictError("This approval is of another request.");
  }
  const { approval = null, approvedBy = null, contentHash = null } = entry.body;
  return {
    type: `act.${step.event}`,
    at: entry.at,
    detail: {
      incident: shortId(incident),
      // The bus is not its channel: of a private one goes out what was approved, and ids.
      ...(incident.private ? { private: true } : { title: incident.title }),
      severity: incident.severity,
      runbook: { id: runbook.id, hash: runbook.hash },
      step: stepId,
      event: step.event,
      detail,
      requestedBy: incident.private ? withoutName(entry.actor) : entry.actor,
      approval,
      ...(incident.private ? {} : { approvedBy }),
      contentHash,
      seq,
    },
  };
}

const withoutName = (actor: ActorRef): Partial<ActorRef> =>
  actor.kind === "responder" ? { kind: actor.kind, id: actor.id } : actor;
