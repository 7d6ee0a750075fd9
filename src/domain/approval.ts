import { ConflictError, ForbiddenError } from "./errors.ts";
import type { Incident } from "./incident/incident.ts";
import { requirePermission } from "./permission.ts";
import { type Actor, type ActorRef, actorName, actorRef } from "./responder.ts";

/** How long people have to decide, and then how long what they approved may be done. */
export const approvalMs = 15 * 60_000;

export type ApprovalState = "asked" | "approved" | "rejected" | "expired" | "void" | "used";

/** Somebody's word on the exact thing that an approve step shows. */
export interface Approval {
  id: string;
  incidentId: string;
  /** The approve step, and the step that it is about. */
  stepId: string;
  forStep: string;
  /** SHA-256 of all that is approved; see runbook/approval-content.ts. */
  contentHash: string;
  state: ApprovalState;
  requestedBy: ActorRef;
  requestedAt: Date;
  decidedBy: ActorRef | null;
  decidedAt: Date | null;
  /** Of the request until it is decided, then of the approval. */
  expiresAt: Date;
  /** Why nobody else was asked, when the glass was broken. */
  brokenBecause: string | null;
  reviewedBy: ActorRef | null;
  reviewedAt: Date | null;
}

type Commanded = Pick<Incident, "commander">;

export function askApproval(
  asked: Pick<Approval, "id" | "incidentId" | "stepId" | "forStep" | "contentHash">,
  actor: Actor,
  now: Date,
): Approval {
  return {
    ...asked,
    state: "asked",
    requestedBy: actorRef(actor),
    requestedAt: now,
    decidedBy: null,
    decidedAt: null,
    expiresAt: new Date(now.getTime() + approvalMs),
    brokenBecause: null,
    reviewedBy: null,
    reviewedAt: null,
  };
}

/** Throws unless this person may decide on this request: a commander or lead, and never who asked, admins included. */
export function requireDecider(actor: Actor, { requestedBy }: Approval, incident: Commanded): void {
  if (actor.kind === "system") throw new ForbiddenError("Only a person can approve. Cairn never does.");
  requirePermission(actor, "approval.decide", incident);
  if (requestedBy.kind === "responder" && requestedBy.id === actor.id)
    throw new ForbiddenError(
      "You asked for this approval yourself, so somebody else must give it: the commander or a lead. When nobody can be reached, the commander or a lead may break the glass.",
    );
}

/** Approves or rejects. Throws when the request is over, was changed since, or is not this person's to decide. */
export function decideApproval(
  approval: Approval,
  decision: "approved" | "rejected",
  {
    actor,
    incident,
    contentHash,
    now,
  }: { actor: Actor; incident: Commanded; contentHash: string; now: Date },
): Approval {
  requireDecider(actor, approval, incident);
  requireAsked(approval, now);
  if (contentHash !== approval.contentHash) throw changed();
  return decided(approval, decision, actor, now);
}

/** The commander or a lead approves what nobody else can be reached for; another lead reviews it afterwards. */
export function breakGlass(
  approval: Approval,
  {
    actor,
    incident,
    contentHash,
    reason,
    now,
  }: { actor: Actor; incident: Commanded; contentHash: string; reason: string; now: Date },
): Approval {
  if (actor.kind === "system")
    throw new ForbiddenError("Only a person can break the glass. Cairn never does.");
  requirePermission(actor, "approval.break-glass", incident);
  requireAsked(approval, now);
  if (contentHash !== approval.contentHash) throw changed();
  return { ...decided(approval, "approved", actor, now), brokenBecause: reason };
}

/** A lead looks afterwards at what was done without a second person; never the one who did it. */
export function reviewGlass(approval: Approval, actor: Actor, now: Date): Approval {
  requirePermission(actor, "approval.review");
  if (approval.brokenBecause === null)
    throw new ConflictError("Nobody broke the glass here: there is nothing to review.");
  if (approval.reviewedBy !== null)
    throw new ConflictError(`${actorName(approval.reviewedBy)} has reviewed this already.`);
  const own = [approval.decidedBy, approval.requestedBy].some(
    (each) => each?.kind === "responder" && actor.kind === "responder" && each.id === actor.id,
  );
  if (own) throw new ForbiddenError("You were part of this, so another lead must review it.");
  return { ...approval, reviewedBy: actorRef(actor), reviewedAt: now };
}

/**
 * Throws unless this approval lets its step be done now. `approver` has the rights that whoever gave it holds at this
 * moment. `state` is `approved` before it is used, `used` while it is carried out.
 */
export function requireApproval(
  approval: Approval | undefined,
  {
    approver,
    incident,
    contentHash,
    state,
    now,
  }: {
    approver: Actor | undefined;
    incident: Commanded;
    contentHash: string;
    state: "approved" | "used";
    now: Date;
  },
): asserts approval is Approval {
  if (approval === undefined || approver === undefined)
    throw new ForbiddenError("Nobody has approved this. Ask for an approval first.");
  if (approval.state !== state) throw new ForbiddenError(notUsable[approval.state]);
  if (contentHash !== approval.contentHash) throw changed();
  if (now >= approval.expiresAt) throw new ForbiddenError(notUsable.expired);
  if (approval.brokenBecause !== null) requirePermission(approver, "approval.break-glass", incident);
  else requireDecider(approver, approval, incident);
}

const notUsable: Record<ApprovalState, string> = {
  asked: "This is not approved yet. The commander or a lead must approve it first.",
  approved: "This approval was not used yet.",
  rejected: "This was rejected. Ask again when something has changed.",
  expired: "The approval is older than 15 minutes. Ask for it again.",
  void: "Something changed since this was approved, so the approval is void. Ask for it again.",
  used: "This approval was used already: one approval is good for one time. Ask for it again.",
};

const changed = (): ConflictError =>
  new ConflictError(
    "What is to be done has changed since it was shown for approval, so the approval is void. Ask for it again.",
  );

function requireAsked(approval: Approval, now: Date): void {
  if (approval.state !== "asked")
    throw new ConflictError(
      approval.decidedBy === null
        ? "This request is over. Ask for the approval again."
        : `${actorName(approval.decidedBy)} has decided this already.`,
    );
  if (now >= approval.expiresAt)
    throw new ConflictError("Nobody decided within 15 minutes, so the request is over. Ask for it again.");
}

const decided = (approval: Approval, state: "approved" | "rejected", actor: Actor, now: Date): Approval => ({
  ...approval,
  state,
  decidedBy: actorRef(actor),
  decidedAt: now,
  expiresAt: new Date(now.getTime() + approvalMs),
});

/** The newest word on a step: on the approve step itself, or on the one that it is about. */
export const approvalOn = (approvals: readonly Approval[], stepId: string): Approval | undefined =>
  approvals.findLast((each) => each.stepId === stepId || each.forStep === stepId);
