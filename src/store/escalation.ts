import type { Escalation } from "../domain/escalation/escalation.ts";
import type { Reads, Tx } from "../flows/ports.ts";
import type { IncidentLock } from "./database/incident-lock.ts";
import { document, type Stored } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";

interface EscalationRow {
  body: Stored<Omit<Escalation, "dueAt">>;
  due_at: Date | null;
}

const escalationOf = ({ body, due_at: dueAt }: EscalationRow): Escalation => ({
  ...body,
  begunAt: new Date(body.begunAt),
  dueAt,
});

export const escalationReads = (ask: Ask): Pick<Reads, "escalation"> => ({
  async escalation(incidentId) {
    const { rows } = await ask<EscalationRow>("select body, due_at from escalation where incident_id = $1", [
      incidentId,
    ]);
    return rows[0] && escalationOf(rows[0]);
  },
});

export const escalationWrites = (
  ask: Ask,
  lock: IncidentLock,
): Pick<Tx, "saveEscalation" | "dueEscalations"> => ({
  async saveEscalation({ dueAt, ...body }) {
    // A climb that was read without the lock could call somebody for whom another one has just answered.
    if (!lock.has(body.incidentId))
      throw new Error(`The ladder of ${body.incidentId} is climbed without the incident's lock.`);
    await ask(
      `insert into escalation (incident_id, body, due_at) values ($1, $2, $3)
       on conflict (incident_id) do update set body = excluded.body, due_at = excluded.due_at`,
      [body.incidentId, document(body), dueAt],
    );
  },

  async dueEscalations(until) {
    const { rows } = await ask<EscalationRow>(
      "select body, due_at from escalation where due_at <= $1 order by due_at limit 200",
      [until],
    );
    return rows.map(escalationOf);
  },
});
