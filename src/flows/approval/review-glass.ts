import { approvalOn, reviewGlass } from "../../domain/approval.ts";
import { ConflictError, InputError } from "../../domain/errors.ts";
import { requirePermission } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import type { Ports } from "../ports.ts";

/** Keeps what another lead thinks of something that was done without a second person. */
export async function reviewTheGlass(
  { store, clock }: Pick<Ports, "store" | "clock">,
  { incidentId, stepId, note, actor }: { incidentId: string; stepId: string; note: string; actor: Actor },
): Promise<void> {
  if (note.trim() === "")
    throw new InputError("Say what you think of it.", { fields: { note: "Say what you think of it." } });
  await store.transaction(async (tx) => {
    requirePermission(actor, "approval.review", await tx.lockIncident(incidentId));
    const broken = (await tx.approvals(incidentId)).filter((each) => each.brokenBecause !== null);
    const approval = broken.find((each) => each.stepId === stepId && each.reviewedBy === null);
    const last = approval ?? approvalOn(broken, stepId);
    if (last === undefined)
      throw new ConflictError("Nobody broke the glass here: there is nothing to review.");
    const now = clock();
    await tx.saveApproval(reviewGlass(last, actor, now));
    const body = { step: stepId, title: stepId, approval: last.id, note: note.trim() };
    const entry = await tx.record(
      incidentId,
      { actor: actorRef(actor), action: "approval.review", body },
      now,
    );
    await tx.say({ show: "entry", incidentId, seq: entry.seq });
    await tx.say({ show: "step", incidentId, stepId });
  });
}
