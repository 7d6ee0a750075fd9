import { type Approval, approvalOn, breakGlass, decideApproval } from "../../domain/approval.ts";
import { ConflictError, InputError } from "../../domain/errors.ts";
import { type Incident, requireOpen } from "../../domain/incident/incident.ts";
import { requireRunbookAccess } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { approvalHash } from "../../domain/runbook/approval-content.ts";
import { stepOf } from "../../domain/runbook/walk.ts";
import type { Ports } from "../ports.ts";
import { concludeStep } from "../runbook/conclude-step.ts";
import { pinnedRunbook, requireVersion } from "../runs/request-run.ts";
import { voidApproval } from "./void-approval.ts";

type Needs = Pick<Ports, "store" | "clock" | "settings" | "runbooks">;

interface Wish {
  incidentId: string;
  stepId: string;
  version: number;
  /** What the person saw: the request's content hash, or its beginning. */
  seen: string;
  actor: Actor;
}

/** Approves or rejects exactly what was shown, by somebody else than who asked. */
export const decideOnApproval = (
  ports: Needs,
  { decision, ...wish }: Wish & { decision: "approved" | "rejected" },
): Promise<void> =>
  takeWord(ports, wish, (approval, context) => ({
    decided: decideApproval(approval, decision, context),
    action: decision === "approved" ? "approval.approve" : "approval.reject",
  }));

/** The commander or a lead approves alone, for a reason that everybody reads; another lead reviews it afterwards. */
export async function breakTheGlass(
  ports: Needs,
  { reason, ...wish }: Wish & { reason: string },
): Promise<void> {
  const why = reason.trim();
  if (why.length < 10)
    throw new InputError("Say in a sentence why nobody else can approve this in time.", {
      fields: { reason: "Say in a sentence why nobody else can approve this in time." },
    });
  await takeWord(ports, wish, (approval, context) => ({
    decided: breakGlass(approval, { ...context, reason: why }),
    action: "approval.break-glass",
    reason: why,
  }));
}

type Context = { actor: Actor; incident: Incident; contentHash: string; now: Date };
type Word = {
  decided: Approval;
  action: "approval.approve" | "approval.reject" | "approval.break-glass";
  reason?: string;
};

async function takeWord(
  ports: Needs,
  { incidentId, stepId, version, seen, actor }: Wish,
  decide: (approval: Approval, context: Context) => Word,
): Promise<void> {
  const changed = await ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    const runbook = pinnedRunbook(incident, ports.runbooks);
    requireRunbookAccess(actor, "incident.read", runbook, incident);
    requireOpen(incident);
    const step = stepOf(runbook, stepId);
    const record = await tx.step(incidentId, stepId);
    const approval = approvalOn(await tx.approvals(incidentId), stepId);
    if (step.kind !== "approve" || record === undefined || approval === undefined)
      throw new ConflictError("Nobody has asked for this approval yet.");
    requireVersion(record, version);
    if (record.state !== "waiting") throw new ConflictError("This was decided already.");

    const now = ports.clock();
    const contentHash = approvalHash(runbook, step, await tx.facts(incidentId));
    const word = (): Word => decide(approval, { actor, incident, contentHash: approval.contentHash, now });
    // Whoever may not decide is told that first; only then whether there is still anything to decide.
    const { decided, action, reason } = word();
    if (contentHash !== approval.contentHash) {
      await voidApproval(tx, approval, { step, now });
      return true;
    }
    if (!approval.contentHash.startsWith(seen))
      throw new ConflictError("This button is of an earlier request. Its message shows what is asked now.");

    await tx.saveApproval(decided);
    const by = actorRef(actor);
    const value = decided.state === "rejected" ? "rejected" : "approved";
    const kept = { ...record, state: "done" as const, expiresAt: null, answer: { value, by, at: now } };
    if (!(await tx.saveStep(kept, record.version)))
      throw new ConflictError("Somebody was faster. Look at the step's message.");
    const body = {
      step: stepId,
      title: step.title,
      approval: approval.id,
      contentHash,
      ...(reason === undefined ? {} : { reason }),
    };
    const entry = await tx.record(incidentId, { actor: by, action, body }, now);
    await tx.say({ show: "step", incidentId, stepId });
    if (reason !== undefined) await tx.say({ show: "entry", incidentId, seq: entry.seq });
    await concludeStep(ports, tx, { incident, runbook, step, result: { kind: "approve", approval: value } });
    return false;
  });
  if (changed)
    throw new ConflictError(
      "What was to be approved has changed since somebody asked, so the request is void. Read it again and ask anew.",
    );
}
