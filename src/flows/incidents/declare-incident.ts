import { InputError } from "../../domain/errors.ts";
import type { Severity } from "../../domain/finding.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { justOpened } from "../../domain/incident/just-opened.ts";
import { requirePermission } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { redactText } from "../../domain/text/redact.ts";
import { beginEscalation } from "../escalation/begin-escalation.ts";
import type { Ports } from "../ports.ts";

const maxTitle = 200;

/** Opens an incident by hand and shows it in its channel. */
export async function declareIncident(
  { store, clock, newId, settings }: Pick<Ports, "store" | "clock" | "newId" | "settings">,
  { title, severity, channel, actor }: { title: string; severity?: Severity; channel: string; actor: Actor },
): Promise<Incident> {
  requirePermission(actor, "incident.declare");
  const trimmed = redactText(title.trim());
  if (trimmed === "") throw new InputError("An incident needs a title: say in a few words what is wrong.");
  if (trimmed.length > maxTitle)
    throw new InputError(`The title has ${trimmed.length} characters; ${maxTitle} is the most. Shorten it.`);
  return store.transaction(async (tx) => {
    const now = clock();
    const incident = await tx.insertIncident({
      id: newId(),
      title: trimmed,
      severity: severity ?? settings.severity,
      groupKey: null,
      channel,
      alarm: null,
      storm: false,
      ...justOpened(actorRef(actor), now),
    });
    const body = { title: incident.title, severity: incident.severity, number: shortId(incident) };
    const entry = await tx.record(
      incident.id,
      { actor: actorRef(actor), action: "incident.open", body },
      now,
    );
    await beginEscalation({ settings, clock }, tx, incident);
    await tx.say({ show: "incident", incidentId: incident.id });
    await tx.say({ show: "event", incidentId: incident.id, seq: entry.seq });
    return incident;
  });
}
