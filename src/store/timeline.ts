import { randomBytes } from "node:crypto";
import { redactTexts } from "../domain/text/redact.ts";
import { entryHash } from "../domain/timeline/audit.ts";
import type { EntryBody, TimelineEntry } from "../domain/timeline/timeline.ts";
import type { Reads, Tx } from "../flows/ports.ts";
import { auditRow, keepAudit, keptActor } from "./audit.ts";
import type { IncidentLock } from "./database/incident-lock.ts";
import { inBulk, type Later, type Write } from "./database/later.ts";
import { document, storable } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";

interface EntryRow {
  incident_id: string;
  seq: number;
  at: Date;
  actor: TimelineEntry["actor"];
  action: TimelineEntry["action"];
  body: EntryBody;
  salt: string;
  hash: string;
  thread_seq: number | null;
  thread_hash: string | null;
}

const entryOf = ({ incident_id, thread_seq: seq, thread_hash: hash, ...row }: EntryRow): TimelineEntry => ({
  incidentId: incident_id,
  ...row,
  ...(seq !== null && hash !== null && { thread: { seq, hash } }),
});

export const timelineReads = (ask: Ask): Pick<Reads, "timeline"> => ({
  async timeline(incidentId) {
    const { rows } = await ask<EntryRow>("select * from timeline where incident_id = $1 order by seq", [
      incidentId,
    ]);
    return rows.map(entryOf);
  },
});

const keepHeads = inBulk(
  `update incident set seq = h.seq, chain_hash = h.hash
     from unnest($1::text[], $2::integer[], $3::text[]) as h (id, seq, hash) where incident.id = h.id`,
);

const keepEntries = inBulk(
  `insert into timeline (incident_id, seq, at, actor, action, body, salt, hash, thread_seq, thread_hash)
   select * from unnest($1::text[], $2::integer[], $3::timestamptz[], $4::json[], $5::text[], $6::json[],
                        $7::text[], $8::text[], $9::integer[], $10::text[])`,
);

const keepParticipants: Write = async (ask, rows) => {
  for (const row of rows)
    await ask(
      `insert into participant (incident_id, person_id, name, entries, first_at, last_at)
       values ($1, $2, $3, 1, $4, $4)
       on conflict (incident_id, person_id) do update
          set name = excluded.name, entries = participant.entries + 1, last_at = excluded.last_at`,
      row,
    );
};

export const timelineWrites = (later: Later, lock: IncidentLock): Pick<Tx, "record"> => ({
  async record(incidentId, { actor, action, body = {} }, at) {
    // Who waited here continues the chain from what the other one wrote.
    const head = await lock.head(incidentId);
    const unsealed = {
      incidentId,
      seq: head.seq + 1,
      at: new Date(at),
      actor: keptActor(actor),
      action,
      // As it will be read again, so that the hash can be derived from the record.
      body: redactTexts(JSON.parse(JSON.stringify(body)) as EntryBody),
      salt: randomBytes(16).toString("hex"),
      ...(head.thread_hash !== null && { thread: { seq: head.thread_seq, hash: head.thread_hash } }),
    };
    const entry: TimelineEntry = { ...unsealed, hash: entryHash(head.chain_hash, unsealed) };
    lock.moveHead(incidentId, { ...head, seq: entry.seq, chain_hash: entry.hash });
    later.put(keepHeads, incidentId, [incidentId, entry.seq, entry.hash]);
    const key = `${incidentId} ${entry.seq}`;
    later.put(keepEntries, key, [
      ...[incidentId, entry.seq, entry.at, document(entry.actor), action, document(entry.body)],
      ...[entry.salt, entry.hash, entry.thread?.seq ?? null, entry.thread?.hash ?? null],
    ]);
    const audit = {
      actor: entry.actor,
      action,
      outcome: "allowed",
      incidentId,
      detail: `timeline ${entry.seq}`,
    } as const;
    later.put(keepAudit, key, auditRow(audit, at));
    if (entry.actor.kind === "responder")
      later.put(keepParticipants, key, [incidentId, entry.actor.id, storable(entry.actor.name), entry.at]);
    return entry;
  },
});
