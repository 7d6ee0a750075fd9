import { requirePermission } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { keptText, pinnedIn, type ThreadMessage } from "../../domain/timeline/thread-message.ts";
import type { Ports } from "../ports.ts";

export interface MessageToPin extends ThreadMessage {
  permalink: string;
}

/**
 * Puts a message on the timeline, with its own time, author and words. What is there already stays as it is; a message
 * that was taken off may be put there again.
 */
export async function pinMessage(
  { store, clock }: Pick<Ports, "store" | "clock">,
  { incidentId, message, actor }: { incidentId: string; message: MessageToPin; actor: Actor },
): Promise<"pinned" | "was-pinned"> {
  return store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    requirePermission(actor, "message.pin", incident);
    if (pinnedIn(await tx.timeline(incidentId), message)?.stands) return "was-pinned";
    const { channel, ts, threadTs, author, text, permalink, at } = message;
    const body = {
      ...{ channel, ts, author: author.id, name: author.name, text: keptText(text), permalink },
      ...(threadTs === undefined ? {} : { threadTs }),
      written: at.toISOString(),
    };
    await tx.savePinned(incidentId, message);
    await tx.record(incidentId, { actor: actorRef(actor), action: "message.pin", body }, clock());
    return "pinned";
  });
}
