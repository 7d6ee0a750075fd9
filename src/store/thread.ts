import { randomBytes } from "node:crypto";
import { linkHash, threadStart } from "../domain/timeline/thread-chain.ts";
import type { MessageVersion } from "../domain/timeline/thread-message.ts";
import type { ThreadReads, ThreadWrites } from "../flows/ports/thread.ts";
import type { IncidentLock } from "./database/incident-lock.ts";
import { storable } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";

interface VersionRow {
  channel: string;
  ts: string;
  revision: string;
  kind: MessageVersion["kind"];
  thread_ts: string | null;
  author_id: string;
  author_name: string;
  text: string;
  at: Date;
  changed_at: Date;
  seq: number | null;
  salt: string | null;
  hash: string | null;
}

const versionOf = ({
  channel,
  ts,
  revision,
  kind,
  text,
  at,
  seq,
  salt,
  hash,
  ...row
}: VersionRow): MessageVersion => ({
  ...{ channel, ts, revision, kind, text, at, changedAt: row.changed_at },
  ...(row.thread_ts === null ? {} : { threadTs: row.thread_ts }),
  author: { id: row.author_id, name: row.author_name },
  ...(seq !== null && salt !== null && hash !== null && { link: { seq, salt, hash } }),
});

/** A form that was left open for longer is out of date. */
const textHeldFor = "1 day";

export const threadReads = (ask: Ask): ThreadReads => ({
  async threadMessages(incidentId) {
    const { rows } = await ask<VersionRow>(
      "select * from thread_message where incident_id = $1 order by ts, changed_at, revision",
      [incidentId],
    );
    return rows.map(versionOf);
  },

  async threadHead(incidentId) {
    const { rows } = await ask<{ seq: number; hash: string | null }>(
      "select thread_seq as seq, thread_hash as hash from incident where id = $1",
      [incidentId],
    );
    const [head] = rows;
    return head && head.hash !== null ? { seq: head.seq, hash: head.hash } : undefined;
  },

  async pushpins(incidentId) {
    const { rows } = await ask<{
      channel: string;
      ts: string;
      pushpin: boolean | null;
      looked_at: Date | null;
    }>(
      "select channel, ts, pushpin, looked_at from pinned_message where incident_id = $1 order by channel, ts",
      [incidentId],
    );
    return rows.map(({ channel, ts, pushpin, looked_at }) => ({
      ...{ channel, ts },
      ...(pushpin !== null && looked_at !== null && { look: { stands: pushpin, at: looked_at } }),
    }));
  },

  async heldText(id, { channel, ts }) {
    const { rows } = await ask<{ text: string }>(
      `select text from held_text where id = $1 and channel = $2 and ts = $3
          and at > clock_timestamp() - interval '${textHeldFor}'`,
      [id, channel, ts],
    );
    return rows[0]?.text;
  },

  async incidentsWithMessage({ channel, ts }) {
    const { rows } = await ask<{ incident_id: string }>(
      "select incident_id from pinned_message where channel = $1 and ts = $2 order by incident_id",
      [channel, ts],
    );
    return rows.map((row) => row.incident_id);
  },

  async threadRead(incidentId) {
    const { rows } = await ask<{ at: Date; trouble: string | null }>(
      "select at, trouble from thread_read where incident_id = $1",
      [incidentId],
    );
    return rows[0];
  },

  async threadsToRead(limit) {
    const { rows } = await ask<{ id: string }>(
      `select i.id from incident i
         join shown s on s.incident_id = i.id and s.key = 'root'
         left join thread_read r on r.incident_id = i.id
        where i.state <> 'resolved'
        order by r.at nulls first, i.number limit $1`,
      [limit],
    );
    return rows.map(({ id }) => id);
  },
});

export const threadWrites = (ask: Ask, lock: IncidentLock): ThreadWrites => ({
  async keepThreadMessage(incidentId, version) {
    // Who waited here goes on from the link that the other one added.
    const head = await lock.head(incidentId);
    const { channel, ts, revision, kind, threadTs, author, at, changedAt } = version;
    const { count: known } = await ask(
      "select 1 from thread_message where incident_id = $1 and channel = $2 and ts = $3 and revision = $4",
      [incidentId, channel, ts, revision],
    );
    if (known > 0) return "seen";
    const text = storable(version.text);
    const place = { seq: head.thread_seq + 1, salt: randomBytes(16).toString("hex") };
    const previous = head.thread_hash ?? threadStart(await threadReads(ask).threadMessages(incidentId));
    const hash = linkHash(previous, incidentId, { ...version, text }, place);
    lock.moveHead(incidentId, { ...head, thread_seq: place.seq, thread_hash: hash });
    await ask(
      `insert into thread_message (incident_id, channel, ts, revision, kind, thread_ts, author_id, author_name, text,
                                   at, changed_at, seq, salt, hash)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        ...[incidentId, channel, ts, revision, kind, threadTs ?? null],
        ...[author.id, storable(author.name), text, at, changedAt, place.seq, place.salt, hash],
      ],
    );
    await ask("update incident set thread_seq = $2, thread_hash = $3 where id = $1", [
      ...[incidentId, place.seq, hash],
    ]);
    return "new";
  },

  async savePinned(incidentId, { channel, ts }, look) {
    await ask(
      `insert into pinned_message as p (incident_id, channel, ts, pushpin, looked_at)
       values ($1, $2, $3, $4, $5)
       on conflict (channel, ts, incident_id) do update
          set pushpin = coalesce(excluded.pushpin, p.pushpin),
              looked_at = coalesce(excluded.looked_at, p.looked_at)`,
      [incidentId, channel, ts, look?.stands ?? null, look?.at ?? null],
    );
  },

  async holdText(id, { channel, ts, text }) {
    await ask(
      `with old as (
         delete from held_text where id in (
           select id from held_text where at < clock_timestamp() - interval '${textHeldFor}' limit 20
              for update skip locked))
       insert into held_text (id, channel, ts, text) values ($1, $2, $3, $4)`,
      [id, channel, ts, storable(text)],
    );
  },

  async saveThreadRead(incidentId, { at, trouble }) {
    await ask(
      `insert into thread_read (incident_id, at, trouble) values ($1, $2, $3)
       on conflict (incident_id) do update set at = excluded.at, trouble = excluded.trouble`,
      [incidentId, at, trouble === null ? null : storable(trouble)],
    );
  },
});
