import { randomBytes } from "node:crypto";
import { entryHash } from "../domain/audit.ts";
import { redactTexts } from "../domain/redact.ts";
import type { EntryBody, TimelineEntry } from "../domain/timeline.ts";
import type { Reads, Tx } from "../flows/ports.ts";
import { addAudit, keptActor } from "./audit.ts";
import { type IncidentLock, incidentGone } from "./incident-lock.ts";
import { document, storable } from "./stored.ts";
import type { Ask } from "./transaction.ts";

interface EntryRow {
  incident_id: string;
  seq: number;
  at: Date;
  actor: TimelineEntry["actor"];
  action: TimelineEntry["action"];
  body: EntryBody;
  salt: string;
  hash: string;
}

const entryOf = ({ incident_id: incidentId, ...row }: EntryRow): TimelineEntry => ({ incidentId, ...row });

export const timelineReads = (ask: Ask): Pick<Reads, "timeline"> => ({
  async timeline(incidentId) {
    const { rows } = await ask<EntryRow>("select * from timeline where incident_id = $1 order by seq", [
      incidentId,
    ]);
    return rows.map(entryOf);
  },
});

export const timelineWrites = (ask: Ask, lock: IncidentLock): Pick<Tx, "record"> => ({
  async record(incidentId, { actor, action, body = {} }, at) {
    // Who waited here continues the chain from what the other one wrote.
    await lock.take(incidentId);
    const { rows } = await ask<{ seq: number; chain_hash: string }>(
      "select seq, chain_hash from incident where id = $1",
      [incidentId],
    );
    const head = rows[0];
    if (!head) throw incidentGone();
    const unsealed = {
      incidentId,
      seq: head.seq + 1,
      at: new Date(at),
      actor: keptActor(actor),
      action,
      // As it will be read again, so that the hash can be derived from the record.
      body: redactTexts(JSON.parse(JSON.stringify(body)) as EntryBody),
      salt: randomBytes(16).toString("hex"),
    };
    const entry: TimelineEntry = { ...unsealed, hash: entryHash(head.chain_hash, unsealed) };
    await ask(
      `with head as (update incident set seq = $2, chain_hash = $8 where id = $1), took_part as (
         insert into participant (incident_id, person_id, name, entries, first_at, last_at)
         select $1, $9::text, $10, 1, $3, $3 where $9::text is not null
         on conflict (incident_id, person_id) do update set name = excluded.name,
           entries = participant.entries + 1, last_at = excluded.last_at)
       insert into timeline (incident_id, seq, at, actor, action, body, salt, hash)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        incidentId,
        entry.seq,
        entry.at,
        document(entry.actor),
        action,
        document(entry.body),
        entry.salt,
        entry.hash,
        entry.actor.kind === "responder" ? entry.actor.id : null,
        entry.actor.kind === "responder" ? storable(entry.actor.name) : "",
      ],
    );
    await addAudit(
      ask,
      { actor: entry.actor, action, outcome: "allowed", incidentId, detail: `timeline ${entry.seq}` },
      at,
    );
    return entry;
  },
});
