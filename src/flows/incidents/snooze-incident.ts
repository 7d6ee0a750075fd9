import { parseDuration } from "../../domain/duration.ts";
import { InputError } from "../../domain/errors.ts";
import { markSnoozed } from "../../domain/incident/incident.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import type { Ports } from "../ports.ts";
import { changeIncident } from "./change-incident.ts";

/** Keeps an incident's thread quiet for a while (`30m`, `2h`, `1d`), with a reason. It wakes by itself. */
export async function snoozeIncident(
  ports: Pick<Ports, "store" | "clock">,
  {
    incidentId,
    duration,
    reason,
    actor,
  }: { incidentId: string; duration: string; reason: string; actor: Actor },
): Promise<void> {
  const seconds = parseDuration(duration);
  if (seconds === undefined)
    throw new InputError(`“${duration}” is no duration: say how long, for instance 30m or 2h.`, {
      fields: { duration: "Say how long, for instance 30m or 2h." },
    });
  if (reason.trim() === "")
    throw new InputError("Say why it may be quiet, so that the others know.", {
      fields: { reason: "Say why it may be quiet." },
    });
  const until = new Date(ports.clock().getTime() + seconds * 1000);
  await changeIncident(ports, {
    incidentId,
    actor,
    action: "incident.snooze",
    body: { until: until.toISOString(), reason: reason.trim() },
    inThread: true,
    decide: (incident, now) =>
      markSnoozed(incident, { until, by: actorRef(actor), reason: reason.trim() }, now),
  });
}
