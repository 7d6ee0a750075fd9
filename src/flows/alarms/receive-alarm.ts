import type { Ports, RawMessage, ReceiveAlarm } from "../ports.ts";

/** Of one commit: more would make those in front wait. */
const mostAtOnce = 200;

interface Waiting {
  message: RawMessage;
  kept(became: "new" | "seen"): void;
  refused(error: unknown): void;
}

/**
 * Keeps raw messages; once it resolves the message is committed and may be acknowledged. What comes while a commit is
 * under way goes into the next one together: a storm costs few commits, a single alarm waits for nobody.
 */
export function receiveAlarms({ store, clock }: Pick<Ports, "store" | "clock">): ReceiveAlarm {
  const waiting: Waiting[] = [];
  let busy = false;

  const keep = (batch: readonly Waiting[]) =>
    store.transaction((tx) =>
      tx.keepMessages(
        batch.map(({ message }) => message),
        clock(),
      ),
    );

  async function keepAll(batch: readonly Waiting[]): Promise<void> {
    try {
      const became = await keep(batch);
      for (const [index, each] of batch.entries()) each.kept(became[index] ?? "seen");
    } catch (error) {
      const [only, ...others] = batch;
      if (only && others.length === 0) return only.refused(error);
      // One of them may be what the database does not take: it must not keep the others out.
      for (const each of batch) await keepAll([each]);
    }
  }

  async function work(): Promise<void> {
    busy = true;
    while (waiting.length > 0) await keepAll(waiting.splice(0, mostAtOnce));
    busy = false;
  }

  return (message) =>
    new Promise((kept, refused) => {
      waiting.push({ message, kept, refused });
      if (!busy) void work();
    });
}
