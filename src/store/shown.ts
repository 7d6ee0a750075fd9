import type { Reads, Tx } from "../flows/ports.ts";
import type { Ask } from "./database/transaction.ts";

export const shownReads = (ask: Ask): Pick<Reads, "shown"> => ({
  async shown(incidentId, key) {
    const { rows } = await ask<{ channel: string; ts: string; thread_ts: string | null }>(
      "select channel, ts, thread_ts from shown where incident_id = $1 and key = $2",
      [incidentId, key],
    );
    const row = rows[0];
    if (!row) return undefined;
    return {
      channel: row.channel,
      ts: row.ts,
      ...(row.thread_ts === null ? {} : { threadTs: row.thread_ts }),
    };
  },
});

export const shownWrites = (ask: Ask): Pick<Tx, "saveShown" | "forgetShown"> => ({
  async saveShown(incidentId, key, { channel, ts, threadTs }) {
    await ask(
      `insert into shown (incident_id, key, channel, ts, thread_ts) values ($1, $2, $3, $4, $5)
       on conflict (incident_id, key)
       do update set channel = excluded.channel, ts = excluded.ts, thread_ts = excluded.thread_ts`,
      [incidentId, key, channel, ts, threadTs ?? null],
    );
  },

  async forgetShown(incidentId, key) {
    await ask("delete from shown where incident_id = $1 and key = $2", [incidentId, key]);
  },
});
