import { beginEscalation } from "../escalation/begin-escalation.ts";
import type { Ports } from "../ports.ts";

/** Ends the snoozes whose time is up, and says in each thread how things stand. */
export async function wakeIncidents({
  store,
  clock,
  settings,
}: Pick<Ports, "store" | "clock" | "settings">): Promise<void> {
  for (const { id } of await store.transaction((tx) => tx.snoozedIncidents(clock()))) {
    await store.transaction(async (tx) => {
      const incident = await tx.lockIncident(id);
      const now = clock();
      if (incident.snoozed === null || incident.snoozed.until > now) return;
      const woken = { ...incident, snoozed: null };
      await tx.saveIncident(woken);
      await beginEscalation({ clock, settings }, tx, woken, { anew: true });
      const { firing, alarms } = incident.counts;
      const body = { firing: alarms === 0 ? "no alarm" : `${firing} of ${alarms} alarms` };
      const entry = await tx.record(id, { actor: { kind: "system" }, action: "incident.wake", body }, now);
      await tx.say({ show: "incident", incidentId: id });
      await tx.say({ show: "entry", incidentId: id, seq: entry.seq });
    });
  }
}
