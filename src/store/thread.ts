import type { MessageVersion } from "../domain/timeline/thread-message.ts";
import type { ThreadReads, ThreadWrites } from "../flows/ports/thread.ts";
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
}

const versionOf = ({ channel, ts, revision, kind, text, at, ...row }: VersionRow): MessageVersion => ({
  ...{ channel, ts, revision, kind, text, at, changedAt: row.changed_at },
  ...(row.thread_ts === null ? {} : { threadTs: row.thread_ts }),
  author: { id: row.author_id, name: row.author_name },
});

export const threadReads = (ask: Ask): ThreadReads => ({
  async threadMessages(incidentId) {
    const { rows } = await ask<VersionRow>(
      "select * from thread_message where incident_id = $1 order by ts, changed_at, revision",
      [incidentId],
    );
    return rows.map(versionOf);
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

export const threadWrites = (ask: Ask): ThreadWrites => ({
  async keepThreadMessage(incidentId, version) {
    const { channel, ts, revision, kind, threadTs, author, text, at, changedAt } = version;
    const { count } = await ask(
      `insert into thread_message
         (incident_id, channel, ts, revision, kind, thread_ts, author_id, author_name, text, at, changed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
      [
        ...[incidentId, channel, ts, revision, kind, threadTs ?? null],
        ...[author.id, storable(author.name), storable(text), at, changedAt],
      ],
    );
    return count === 1 ? "new" : "seen";
  },

  async savePinned(incidentId, { channel, ts }) {
    await ask(
      "insert into pinned_message (incident_id, channel, ts) values ($1, $2, $3) on conflict do nothing",
      [incidentId, channel, ts],
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
