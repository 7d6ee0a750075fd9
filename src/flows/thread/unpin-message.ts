import { requirePermission } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { pinnedIn, type ThreadMessage } from "../../domain/timeline/thread-message.ts";
import type { Ports } from "../ports.ts";

/** Takes a message off the timeline: a new entry says so, and the old one stays. False when it is not there. */
export async function unpinMessage(
  { store, clock }: Pick<Ports, "store" | "clock">,
  {
    incidentId,
    message: { channel, ts },
    actor,
  }: { incidentId: string; message: Pick<ThreadMessage, "channel" | "ts">; actor: Actor },
): Promise<boolean> {
  return store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    requirePermission(actor, "message.unpin", incident);
    const pinned = pinnedIn(await tx.timeline(incidentId), { channel, ts });
    if (!pinned?.stands) return false;
    const body = { channel, ts, author: pinned.author.id, name: pinned.author.name, text: pinned.text };
    await tx.record(incidentId, { actor: actorRef(actor), action: "message.unpin", body }, clock());
    return true;
  });
}
