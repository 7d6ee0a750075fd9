import { CairnError } from "../domain/errors.ts";
import { shortId } from "../domain/incident.ts";
import type { TimelineAction } from "../domain/timeline.ts";
import type { Destination, Reads } from "../flows/ports.ts";
import type { createEventsOut } from "./events-out.ts";

const types: Partial<Record<TimelineAction, string>> = {
  "incident.open": "incident.opened",
  "incident.acknowledge": "incident.acknowledged",
  "incident.resolve": "incident.resolved",
  "incident.reopen": "incident.reopened",
  "finding.raise": "finding",
};

const retryAfterMs = 5_000;

/** Puts timeline entries on the bus. EventBridge may deliver twice anyway: receivers tell by `eventId`. */
export function createEventsDestination(
  put: ReturnType<typeof createEventsOut>,
  reads: Pick<Reads, "incident" | "timeline">,
): Destination {
  return {
    find: async () => undefined,
    async send({ show, key }) {
      if (show.show !== "event") return { outcome: "dropped", why: "This is not an event." };
      const incident = await reads.incident(show.incidentId);
      const entry = (await reads.timeline(show.incidentId)).find(({ seq }) => seq === show.seq);
      const type = entry && types[entry.action];
      if (!incident || !entry || !type) return { outcome: "dropped", why: "There is no such event." };
      const { action, actor, at, body, seq } = entry;
      const { severity, state, title } = incident;
      const detail = { incident: shortId(incident), title, severity, state, seq, action, actor, body };
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
