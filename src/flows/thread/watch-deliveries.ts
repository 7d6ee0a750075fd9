import { shortId } from "../../domain/incident/incident.ts";
import type { LateMessages, Ports } from "../ports.ts";

export const lateMs = 60_000;
/** What waited this long was an outage: a thread gets one digest instead of everything that happened meanwhile. */
const staleMs = 120_000;
const entriesInARow = 3;

/**
 * Tells by another way what Slack has not shown for a minute, and makes room for when it comes back. Returns what
 * is late, once.
 */
export async function watchDeliveries(
  { store, clock }: Pick<Ports, "store" | "clock">,
  afterMs = lateMs,
): Promise<LateMessages | undefined> {
  await store.transaction((tx) => tx.foldEntries(staleMs, entriesInARow));
  return store.transaction(async (tx) => {
    const late = await tx.takeLateOutbox(afterMs);
    const [worst] = late?.incidents ?? [];
    if (late === undefined || worst === undefined) return undefined;
    const body = {
      messages: late.messages,
      incidents: late.incidents.length,
      worst: late.incidents.map(
        ({ number, severity, title }) => `${shortId({ number })} ${severity} ${title}`,
      ),
      why: late.why,
    };
    const entry = await tx.record(
      worst.id,
      { actor: { kind: "system" }, action: "delivery.late", body },
      clock(),
    );
    await tx.say({ show: "event", incidentId: worst.id, seq: entry.seq });
    await tx.say({ show: "alert", incidentId: worst.id, seq: entry.seq });
    return late;
  });
}
