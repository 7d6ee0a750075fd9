import { requirePermission } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { keptText, pinnedIn, type ThreadMessage } from "../../domain/timeline/thread-message.ts";
import type { Ports } from "../ports.ts";
import { keepLook } from "./keep-look.ts";

export interface MessageToPin extends ThreadMessage {
  permalink: string;
}

/** When the workspace was asked what stands on a message; `readBack` when no event told of a change. */
export interface Looked {
  at: Date;
  readBack?: true;
}

/**
 * Puts a message on the timeline, with its own time, author and words. What is there already stays as it is; a message
 * that was taken off may be put there again. A `look` is given when a pushpin stood on it.
 */
export async function pinMessage(
  { store, clock }: Pick<Ports, "store" | "clock">,
  {
    incidentId,
    message,
    actor,
    look,
  }: { incidentId: string; message: MessageToPin; actor: Actor; look?: Looked },
): Promise<"pinned" | "was-pinned"> {
  return store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    requirePermission(actor, "message.pin", incident);
    const before = look && (await keepLook(tx, incidentId, message, { stands: true, at: look.at }));
    if (before === "looked-at-later" || (look?.readBack && before !== "stood-not")) return "was-pinned";
    if (pinnedIn(await tx.timeline(incidentId), message)?.stands) return "was-pinned";
    const { channel, ts, threadTs, author, text, permalink, at } = message;
    const body = {
      ...{ channel, ts, author: author.id, name: author.name, text: keptText(text), permalink },
      ...(threadTs === undefined ? {} : { threadTs }),
      written: at.toISOString(),
      ...(look?.readBack && { readBack: true }),
    };
    await tx.savePinned(incidentId, message);
    await tx.record(incidentId, { actor: actorRef(actor), action: "message.pin", body }, clock());
    return "pinned";
  });
}
