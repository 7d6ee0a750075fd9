import { callNextSoon } from "../escalation/call-next-soon.ts";
import { remindInThread } from "../follow-up/remind-in-thread.ts";
import { followMove, isOfThread } from "../incidents/carry-on.ts";
import { moveIncident } from "../incidents/move-incident.ts";
import {
  type Destination,
  type Hold,
  type OutboxDestination,
  type OutboxRow,
  type Outcome,
  type Ports,
  type SettleOnce,
  type ShownMessage,
  shownKey,
  type Tx,
} from "../ports.ts";
import { askInThread } from "../runbook/ask-person.ts";
import { sayRun } from "../runs/say-run.ts";
import { shareUnreached } from "../runs/share-answer.ts";
import { beginThread } from "./begin-thread.ts";

/** How long one try may take, and how long an answer that got lost may still come true (reliability: 5.3). */
export interface DeliveryTimes {
  callMs: number;
  graceMs: number;
  /** After a look-up that failed, and after Slack said that it takes nothing here. */
  askAgainMs: number;
  blockedMs: number;
}

export const deliveryTimes: DeliveryTimes = {
  callMs: 10_000,
  graceMs: 30_000,
  askAgainMs: 10_000,
  blockedMs: 15_000,
};

/** Claimed or held this long ago, it is held again: a sender may have been frozen, or its database slow. */
const freshMs = 1_000;
const turns = 5;

/** Nothing went out, and nothing may: whoever has the row now looks for what became of it. */
class NotHeld extends Error {}

/**
 * Delivers the next due row of the outbox; false when nothing is due. A row whose outcome is unknown is looked
 * up before it is sent again, so that a lost answer never shows twice.
 */
export async function deliverOutbox(
  { monotonic, ...ports }: Pick<Ports, "store" | "clock" | "settings"> & { monotonic: () => number },
  { name, destination }: { name: OutboxDestination; destination: Destination },
  times: DeliveryTimes = deliveryTimes,
): Promise<boolean> {
  const { store } = ports;
  let heldAt = monotonic();
  const row = await store.transaction((tx) => tx.claimOutbox(name, 2 * times.callMs + times.graceMs));
  if (row === undefined) return false;

  const waits = { unknown: times.graceMs, blocked: times.blockedMs };
  const once = destination.once?.(row);
  if (row.unsure && once)
    return settle(ports, row, { outcome: "unknown", why: "Cairn stopped while it was sent." }, waits, once);
  if (row.unsure) {
    const found = await lookUp(destination, row);
    if (found === "failed") {
      const failed = { outcome: "unknown", why: "The look-up failed." } as const;
      return settle(ports, row, failed, { ...waits, unknown: times.askAgainMs });
    }
    if (found !== undefined) return settle(ports, row, { outcome: "sent", shown: found }, waits);
  }

  const hold: Hold = async () => {
    for (let turn = 0; monotonic() - heldAt > freshMs; turn++) {
      if (turn === turns) throw new NotHeld();
      heldAt = monotonic();
      const held = await store.transaction((tx) => tx.holdOutbox(row, times.callMs + times.graceMs));
      if (!held) throw new NotHeld();
    }
  };
  const outcome = await destination.send(row, hold).catch((error: unknown) => {
    if (error instanceof NotHeld) return undefined;
    throw error;
  });
  return outcome === undefined ? true : settle(ports, row, outcome, waits, once);
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
  ports: Pick<Ports, "store" | "clock" | "settings">,
  row: OutboxRow,
  outcome: Outcome,
  waits: { unknown: number; blocked: number },
  once?: SettleOnce,
): Promise<true> {
  await ports.store.transaction(async (tx) => {
    if (once) {
      // Sent or not, this row is over: whether it goes out again is for people to say.
      await tx.lockIncident(row.show.incidentId);
      const why = "why" in outcome ? { error: outcome.why } : {};
      if (await tx.settleOutbox(row, outcome.outcome === "sent" ? "sent" : "dropped", why))
        await once(tx, outcome);
      return;
    }
    switch (outcome.outcome) {
      case "sent": {
        // The lock first, as whoever moves it does.
        const incident = isOfThread(row.show) ? await tx.lockIncident(row.show.incidentId) : undefined;
        const ours = await tx.settleOutbox(row, "sent");
        const at = ours ? outcome.shown : undefined;
        if (at && incident && (await followMove(tx, incident, { show: row.show, at }))) return;
        if (at) await tx.saveShown(row.show.incidentId, shownKey(row.show), at);
        if (ours && row.show.show === "picture") await showPicture(tx, row.show.runId);
        return;
      }
      case "dropped":
        if (!(await tx.settleOutbox(row, "dropped", { error: outcome.why }))) return;
        if (row.show.show === "ask" && !row.show.also)
          await askInThread(tx, row.show, outcome.why, ports.clock());
        if (row.show.show === "follow-ups") await remindInThread(tx, row.show, outcome.why, ports.clock());
        if (row.show.show === "call") await callNextSoon(tx, row.show, outcome.why, ports.clock());
        if (row.show.show === "quiet") await showUnreached(tx, row.show.runId, outcome.why, ports.clock());
        return;
      case "unknown":
        await tx.settleOutbox(row, "sending", { waitMs: waits.unknown, error: outcome.why });
        return;
      case "not-sent":
        await tx.settleOutbox(row, "pending", { waitMs: outcome.retryAfterMs, error: outcome.why });
        return;
      case "no-thread":
        if (await tx.settleOutbox(row, "dropped", { error: outcome.why }))
          await beginThread(tx, row.show.incidentId, [row.show]);
        return;
      case "blocked": {
        const ours = await tx.settleOutbox(row, "pending", { waitMs: waits.blocked, error: outcome.why });
        if (ours && outcome.of === "place") await moveIncident(ports, tx, row.show.incidentId, outcome.why);
      }
    }
  });
  return true;
}

/** A picture that is there now belongs into the message of its answer. */
async function showPicture(tx: Tx, runId: string): Promise<void> {
  const run = await tx.run(runId);
  if (run) await sayRun(tx, run);
}

async function showUnreached(tx: Tx, runId: string, why: string, now: Date): Promise<void> {
  const run = await tx.run(runId);
  if (run) await shareUnreached(tx, run, why, now);
}
