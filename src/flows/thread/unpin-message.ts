import { mayKnow, requirePermission, unknownIncident } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { pinnedIn, type ThreadMessage } from "../../domain/timeline/thread-message.ts";
import type { Ports } from "../ports.ts";
import { keepLook } from "./keep-look.ts";
import type { Looked } from "./pin-message.ts";

/**
 * Takes a message off the timeline: a new entry says so, and the old one stays. False when it is not there. A `look` is
 * given when no pushpin stood on it any more.
 */
export async function unpinMessage(
  { store, clock }: Pick<Ports, "store" | "clock">,
  {
    incidentId,
    message: { channel, ts },
    actor,
    look,
  }: { incidentId: string; message: Pick<ThreadMessage, "channel" | "ts">; actor: Actor; look?: Looked },
): Promise<boolean> {
  return store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    if (!mayKnow(actor, incident)) throw unknownIncident();
    const before = look && (await keepLook(tx, incidentId, { channel, ts }, { stands: false, at: look.at }));
    if (before === "looked-at-later" || (look?.readBack && before !== "stood")) return false;
    const pinned = pinnedIn(await tx.timeline(incidentId), { channel, ts });
    if (!pinned?.stands) return false;
    requirePermission(actor, "message.unpin", incident);
    const body = {
      ...{ channel, ts, author: pinned.author.id, name: pinned.author.name, text: pinned.text },
      ...(look?.readBack && { readBack: true }),
    };
    await tx.record(incidentId, { actor: actorRef(actor), action: "message.unpin", body }, clock());
    return true;
  });
}
