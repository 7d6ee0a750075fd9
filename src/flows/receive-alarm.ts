import type { Ports, RawMessage } from "./ports.ts";

/** Keeps a raw message; once this resolves it is committed and may be acknowledged. */
export async function receiveAlarm(
  { store, clock }: Pick<Ports, "store" | "clock">,
  message: RawMessage,
): Promise<"new" | "seen"> {
  return store.transaction((tx) => tx.keepMessage(message, clock()));
}
