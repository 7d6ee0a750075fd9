import type { Ports } from "../ports.ts";

/** Keeps which channels are private, so that their incidents are, too: those of before and those to come. */
export async function keepChannels(
  { store, clock }: Pick<Ports, "store" | "clock">,
  kinds: ReadonlyMap<string, boolean>,
): Promise<void> {
  if (kinds.size === 0) return;
  await store.transaction(async (tx) => {
    // In one order, so that two processes do not wait for each other.
    for (const [id, isPrivate] of [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)))
      await tx.keepChannel(id, isPrivate, clock());
  });
}
