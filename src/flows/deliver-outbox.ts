import {
  type Destination,
  type OutboxDestination,
  type OutboxRow,
  type Outcome,
  type Ports,
  type ShownMessage,
  shownKey,
} from "./ports.ts";

/** How long one try may take, and how long an answer that got lost may still come true (reliability: 5.3). */
export interface DeliveryTimes {
  callMs: number;
  graceMs: number;
}

export const deliveryTimes: DeliveryTimes = { callMs: 10_000, graceMs: 30_000 };

const askAgainMs = 10_000;
const blockedMs = 15_000;
/** A sender that was frozen this long between holding and sending asks again instead. */
const frozenMs = 1_000;

/**
 * Delivers the next due row of the outbox; false when nothing is due. A row whose outcome is unknown is looked
 * up before it is sent again, so that a lost answer never shows twice.
 */
export async function deliverOutbox(
  { store, monotonic }: Pick<Ports, "store"> & { monotonic: () => number },
  { name, destination }: { name: OutboxDestination; destination: Destination },
  times: DeliveryTimes = deliveryTimes,
): Promise<boolean> {
  const row = await store.transaction((tx) => tx.claimOutbox(name, 2 * times.callMs + times.graceMs));
  if (row === undefined) return false;

  if (row.unsure) {
    const found = await lookUp(destination, row);
    if (found === "failed")
      return settle(store, row, { outcome: "unknown", why: "The look-up failed." }, askAgainMs);
    if (found !== undefined) return settle(store, row, { outcome: "sent", shown: found }, 0);
  }

  const before = monotonic();
  const held = await store.transaction((tx) => tx.holdOutbox(row, times.callMs + times.graceMs));
  if (!held || monotonic() - before > frozenMs) return true;

  return settle(store, row, await destination.send(row), times.graceMs);
}

/** A failed look-up says nothing about the message. */
async function lookUp(
  destination: Destination,
  row: OutboxRow,
): Promise<ShownMessage | "failed" | undefined> {
  try {
    return await destination.find(row);
  } catch {
    return "failed";
  }
}

async function settle(
  store: Ports["store"],
  row: OutboxRow,
  outcome: Outcome,
  unknownWaitMs: number,
): Promise<true> {
  await store.transaction(async (tx) => {
    switch (outcome.outcome) {
      case "sent": {
        const ours = await tx.settleOutbox(row, "sent");
        if (ours && outcome.shown) await tx.saveShown(row.show.incidentId, shownKey(row.show), outcome.shown);
        return;
      }
      case "dropped":
        await tx.settleOutbox(row, "dropped", { error: outcome.why });
        return;
      case "unknown":
        await tx.settleOutbox(row, "sending", { waitMs: unknownWaitMs, error: outcome.why });
        return;
      case "not-sent":
        await tx.settleOutbox(row, "pending", { waitMs: outcome.retryAfterMs, error: outcome.why });
        return;
      case "blocked":
        await tx.settleOutbox(row, "pending", { waitMs: blockedMs, error: outcome.why });
    }
  });
  return true;
}
