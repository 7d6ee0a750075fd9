import type { InboxMessage, Reads, Tx } from "../flows/ports.ts";
import { inBulk, type Later } from "./database/later.ts";
import { news, newsAtEnd } from "./database/news.ts";
import { fingerprint, optionalText, storable } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";

interface InboxRow {
  id: string;
  source: InboxMessage["source"];
  transport_key: string;
  body: Buffer;
  state: InboxMessage["state"];
  attempts: number;
  error: string | null;
  received_at: Date;
}

const message = (row: InboxRow): InboxMessage => ({
  id: row.id,
  source: row.source,
  transportKey: row.transport_key,
  body: row.body.toString("utf8"),
  state: row.state,
  attempts: row.attempts,
  error: row.error,
  receivedAt: row.received_at,
});

export const inboxReads = (ask: Ask): Pick<Reads, "inbox" | "inboxMessage"> => ({
  async inbox({ state, limit = 100 }) {
    const { rows } = await ask<InboxRow>(
      "select * from inbox where ($1::text is null or state = $1) order by id desc limit $2",
      [state ?? null, limit],
    );
    return rows.map(message);
  },

  async inboxMessage(id) {
    // Compared as text: a person may have typed anything.
    const { rows } = await ask<InboxRow>("select * from inbox where id::text = $1", [id]);
    return rows[0] && message(rows[0]);
  },
});

type InboxWrites = Pick<Tx, "keepMessages" | "claimInbox" | "settleInbox" | "reviveInbox" | "dropInbox">;

const settle = inBulk(
  `update inbox set state = s.state, error = s.error, attempts = attempts + 1
     from unnest($1::bigint[], $2::text[], $3::text[]) as s (id, state, error) where inbox.id = s.id`,
);

export const inboxWrites = (later: Later, { ask } = later): InboxWrites => ({
  async keepMessages(messages, at) {
    const hashes = messages.map(({ transportKey }) => fingerprint(transportKey));
    const { rows } = await ask<{ transport_hash: string }>(
      `insert into inbox (source, transport_key, transport_hash, body, received_at)
       select source, key, hash, body, $5
         from unnest($1::text[], $2::text[], $3::text[], $4::bytea[]) as m (source, key, hash, body)
       on conflict (transport_hash) do nothing returning transport_hash`,
      [
        messages.map(({ source }) => source),
        messages.map(({ transportKey }) => storable(transportKey)),
        hashes,
        messages.map(({ body }) => Buffer.from(body, "utf8")),
        at,
      ],
    );
    if (rows.length > 0) newsAtEnd(later, "inbox");
    const fresh = new Set(rows.map((row) => row.transport_hash));
    return hashes.map((hash) => (fresh.delete(hash) ? "new" : "seen"));
  },

  async claimInbox(limit) {
    // The least tried first, so that a message that fails again and again holds up nobody.
    const { rows } = await ask<InboxRow>(
      "select * from inbox where state = 'new' order by attempts, id limit $1 for update skip locked",
      [limit],
    );
    return rows.map(message);
  },

  async settleInbox(id, state, error) {
    later.put(settle, id, [id, state, optionalText(error)]);
  },

  async dropInbox(id, why) {
    await ask("update inbox set state = 'dropped', error = $2 where id = $1 and state <> 'done'", [
      id,
      storable(why),
    ]);
  },

  async reviveInbox(id) {
    await ask("update inbox set state = 'new', attempts = 0, error = null where id = $1", [id]);
    await news(ask, "inbox");
  },
});
