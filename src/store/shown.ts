import type { Reads, ShownMessage, Tx } from "../flows/ports.ts";
import type { Ask } from "./database/transaction.ts";

interface Row {
  channel: string;
  ts: string;
  thread_ts: string | null;
}

const placeOf = ({ channel, ts, thread_ts: threadTs }: Row): ShownMessage => ({
  ...{ channel, ts },
  ...(threadTs === null ? {} : { threadTs }),
});

export const shownReads = (ask: Ask): Pick<Reads, "shown" | "allShown"> => ({
  async shown(incidentId, key) {
    const { rows } = await ask<Row>(
      "select channel, ts, thread_ts from shown where incident_id = $1 and key = $2",
      [incidentId, key],
    );
    return rows[0] && placeOf(rows[0]);
  },

  async allShown(incidentId) {
    const { rows } = await ask<Row & { key: string }>(
      "select key, channel, ts, thread_ts from shown where incident_id = $1 order by ts, key",
      [incidentId],
    );
    return rows.map((row) => ({ key: row.key, ...placeOf(row) }));
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
