import type { ThreadMessage } from "../../domain/timeline/thread-message.ts";
import type { PushpinLook } from "../ports/thread.ts";
import type { Tx } from "../ports.ts";

/** What was known of a message's pushpins before a look. */
export type Before = "stood" | "stood-not" | "not-known" | "looked-at-later";

/**
 * Takes down what a look at a message's pushpins found. Events and readings back come in any order: what a later look
 * found is not undone by an earlier one. Needs the incident's lock.
 */
export async function keepLook(
  tx: Tx,
  incidentId: string,
  { channel, ts }: Pick<ThreadMessage, "channel" | "ts">,
  look: PushpinLook,
): Promise<Before> {
  const known = (await tx.pushpins(incidentId)).find((each) => each.channel === channel && each.ts === ts);
  if (known?.look && known.look.at > look.at) return "looked-at-later";
  await tx.savePinned(incidentId, { channel, ts }, look);
  if (known === undefined) return "stood-not";
  if (known.look === undefined) return "not-known";
  return known.look.stands ? "stood" : "stood-not";
}
