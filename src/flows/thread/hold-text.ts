import { redactText } from "../../domain/text/redact.ts";
import type { ThreadMessage } from "../../domain/timeline/thread-message.ts";
import type { Ports } from "../ports.ts";

/** Keeps a message's text while somebody fills in a form about it that has no room for it; returns what it is found by. */
export async function holdText(
  { store, newId }: Pick<Ports, "store" | "newId">,
  { channel, ts, text }: Pick<ThreadMessage, "channel" | "ts" | "text">,
): Promise<string> {
  const id = newId();
  await store.transaction((tx) => tx.holdText(id, { channel, ts, text: redactText(text) }));
  return id;
}
