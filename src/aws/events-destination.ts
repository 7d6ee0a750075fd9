import { CairnError } from "../domain/errors.ts";
import { shortId } from "../domain/incident/incident.ts";
import type { TimelineAction } from "../domain/timeline/timeline.ts";
import type { ActOrder, ActShow } from "../flows/approval/order-act.ts";
import type { ActOutcome } from "../flows/approval/settle-act.ts";
import type { Destination, Hold, Outcome, Reads, Tx } from "../flows/ports.ts";
import { type createEventsOut, isRefusal } from "./events-out.ts";

const types: Partial<Record<TimelineAction, string>> = {
  "incident.open": "incident.opened",
  "incident.acknowledge": "incident.acknowledged",
  "incident.resolve": "incident.resolved",
  "incident.reopen": "incident.reopened",
  "finding.raise": "finding",
  "delivery.late": "delivery.late",
};

const retryAfterMs = 5_000;

/** What an act's event may say at this moment, and where what came of it is kept. */
export interface Acts {
  order(show: ActShow): Promise<ActOrder>;
  settle(tx: Tx, show: ActShow, became: ActOutcome): Promise<void>;
}

async function sendAct(
  put: ReturnType<typeof createEventsOut>,
  acts: Acts | undefined,
  { show, key, hold }: { show: ActShow; key: string; hold: Hold },
): Promise<Outcome> {
  if (acts === undefined) return { outcome: "dropped", why: "This process does not send acts." };
  let order: ActOrder;
  try {
    order = await acts.order(show);
  } catch (error) {
    return { outcome: "dropped", why: error instanceof CairnError ? error.message : String(error) };
  }
  await hold();
  try {
    await put({ ...order, id: key });
    return { outcome: "sent" };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    // Only what AWS itself has refused did certainly not go out.
    return isRefusal(error) ? { outcome: "dropped", why } : { outcome: "unknown", why };
  }
}

function becameOf(outcome: Outcome): ActOutcome {
  if (outcome.outcome === "sent") return { outcome: "sent" };
  return { outcome: outcome.outcome === "unknown" ? "unknown" : "unsent", why: outcome.why };
}

/** Puts timeline entries on the bus. EventBridge may deliver twice anyway: receivers tell by `eventId`. */
export function createEventsDestination(
  put: ReturnType<typeof createEventsOut>,
  reads: Pick<Reads, "incident" | "timeline">,
  acts?: Acts,
): Destination {
  return {
    find: async () => undefined,
    once({ show }) {
      if (show.show !== "act") return undefined;
      return async (tx, outcome) => acts?.settle(tx, show, becameOf(outcome));
    },
    async send({ show, key }, hold) {
      if (show.show === "act") return sendAct(put, acts, { show, key, hold });
      if (show.show !== "event") return { outcome: "dropped", why: "This is not an event." };
      const incident = await reads.incident(show.incidentId);
      const entry = (await reads.timeline(show.incidentId)).find(({ seq }) => seq === show.seq);
      const type = entry && types[entry.action];
      if (!incident || !entry || !type) return { outcome: "dropped", why: "There is no such event." };
      const { action, actor, at, body, seq } = entry;
      const { severity, state, title } = incident;
      const name = shortId(incident);
      // Who listens to the bus need not be in its channel: no title, no names, nothing of what was found.
      const detail = incident.private
        ? { incident: name, private: true, severity, state, seq, action }
        : { incident: name, title, severity, state, seq, action, actor, body };
      await hold();
      try {
        await put({ type, detail, at, id: key });
        return { outcome: "sent" };
      } catch (error) {
        if (!(error instanceof CairnError)) return { outcome: "unknown", why: String(error) };
        if (error.retryable) return { outcome: "not-sent", retryAfterMs, why: error.message };
        return { outcome: "blocked", why: error.message };
      }
    },
  };
}
