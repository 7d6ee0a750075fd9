import type { Incident } from "../../domain/incident/incident.ts";
import { type Action, requirePermission } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import type { EntryBody, TimelineAction, TimelineEntry } from "../../domain/timeline/timeline.ts";
import { stopEscalation } from "../escalation/stop-escalation.ts";
import type { Ports, Tx } from "../ports.ts";

interface Change {
  incidentId: string;
  actor: Actor;
  action: Action & TimelineAction;
  body?: EntryBody;
  /** Also a reply in the thread. */
  inThread?: boolean;
  /** Also an event on the bus. */
  asEvent?: boolean;
  decide: (incident: Incident, now: Date, tx: Tx) => Incident | Promise<Incident>;
}

/** What all simple changes of an incident have in common: lock, check, decide, keep, record, tell. */
export const changeIncident = (
  { store, clock }: Pick<Ports, "store" | "clock">,
  change: Change,
): Promise<TimelineEntry> => store.transaction((tx) => changeIncidentIn({ clock }, tx, change));

/** The same as a part of something larger. */
export async function changeIncidentIn(
  { clock }: Pick<Ports, "clock">,
  tx: Tx,
  change: Change,
): Promise<TimelineEntry> {
  const { incidentId, actor, action } = change;
  const incident = await tx.lockIncident(incidentId);
  requirePermission(actor, action, incident);
  const now = clock();
  const changed = await change.decide(incident, now, tx);
  await tx.saveIncident(changed);
  await stopEscalation(tx, incident, changed);
  const entry = await tx.record(incidentId, { actor: actorRef(actor), action, body: change.body }, now);
  // Who pressed looks at the first message, however much its thread still has to say.
  await tx.say({ show: "incident", incidentId }, { ahead: true });
  if (change.inThread) await tx.say({ show: "entry", incidentId, seq: entry.seq });
  if (change.asEvent) await tx.say({ show: "event", incidentId, seq: entry.seq });
  return entry;
}
