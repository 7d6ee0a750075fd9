import type { Asked } from "../domain/asked.ts";
import type { Reads, Tx } from "../flows/ports.ts";
import { document } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";

export const askedReads = (ask: Ask): Pick<Reads, "asked"> => ({
  async asked(incidentId, stepId, position) {
    const { rows } = await ask<{ body: Asked }>(
      "select body from asked where incident_id = $1 and step_id = $2 and position = $3",
      [incidentId, stepId, position],
    );
    return rows[0]?.body;
  },
});

export const askedWrites = (ask: Ask): Pick<Tx, "saveAsked"> => ({
  async saveAsked(asked) {
    await ask(
      `insert into asked (incident_id, step_id, position, body, person_id) values ($1, $2, $3, $4, $5)
       on conflict (incident_id, step_id, position)
       do update set body = excluded.body, person_id = excluded.person_id`,
      [asked.incidentId, asked.stepId, asked.position, document(asked), asked.person?.id ?? null],
    );
  },
});
