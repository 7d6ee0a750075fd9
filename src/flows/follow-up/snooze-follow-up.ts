import { ConflictError, NotFoundError } from "../../domain/errors.ts";
import { followUps } from "../../domain/incident/follow-up.ts";
import { shortId } from "../../domain/incident/incident.ts";
import { requirePermission } from "../../domain/permission.ts";
import { type Actor, actorName, actorRef } from "../../domain/responder.ts";
import type { Ports } from "../ports.ts";
import { sayTheirs } from "./say-theirs.ts";

const snoozeMs = 7 * 86_400_000;

/** Nobody is reminded of a follow-up for a week; it stays open. */
export async function snoozeFollowUp(
  { store, clock }: Pick<Ports, "store" | "clock">,
  { incidentId, followUp, actor }: { incidentId: string; followUp: number; actor: Actor },
): Promise<void> {
  await store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    requirePermission(actor, "followup.snooze", incident);
    const now = clock();
    const meant = followUps(await tx.timeline(incidentId)).find(({ seq }) => seq === followUp);
    if (meant === undefined) throw new NotFoundError(`${shortId(incident)} has no follow-up ${followUp}.`);
    if (meant.doneBy)
      throw new ConflictError(`This follow-up is already done, says ${actorName(meant.doneBy)}.`);
    if (meant.snoozedUntil && meant.snoozedUntil > now)
      throw new ConflictError("This follow-up is snoozed already.");
    const until = new Date(now.getTime() + snoozeMs).toISOString();
    const body = { followUp, text: meant.text, until };
    await tx.record(incidentId, { actor: actorRef(actor), action: "followup.snooze", body }, now);
    await tx.say({ show: "entry", incidentId, seq: followUp });
    await sayTheirs(tx, incidentId);
  });
}
