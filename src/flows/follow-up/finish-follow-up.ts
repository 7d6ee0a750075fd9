import { ConflictError, NotFoundError } from "../../domain/errors.ts";
import { followUps } from "../../domain/incident/follow-up.ts";
import { shortId } from "../../domain/incident/incident.ts";
import { requirePermission } from "../../domain/permission.ts";
import { type Actor, actorName, actorRef } from "../../domain/responder.ts";
import type { Ports } from "../ports.ts";
import { sayTheirs } from "./say-theirs.ts";

/** Says that a follow-up is done, as a new entry; its message in the thread is edited. */
export async function finishFollowUp(
  { store, clock }: Pick<Ports, "store" | "clock">,
  { incidentId, followUp, actor }: { incidentId: string; followUp: number; actor: Actor },
): Promise<void> {
  await store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    requirePermission(actor, "followup.done", incident);
    const meant = followUps(await tx.timeline(incidentId)).find(({ seq }) => seq === followUp);
    if (meant === undefined)
      throw new NotFoundError(
        `${shortId(incident)} has no follow-up ${followUp}. List them to see which it has.`,
      );
    if (meant.doneBy)
      throw new ConflictError(`This follow-up is already done, says ${actorName(meant.doneBy)}.`);
    const body = { followUp, text: meant.text };
    await tx.record(incidentId, { actor: actorRef(actor), action: "followup.done", body }, clock());
    await tx.say({ show: "entry", incidentId, seq: followUp });
    await sayTheirs(tx, incidentId);
  });
}
