import type { FirstSeen } from "../domain/query/first-seen.ts";
import type { Reads, Tx } from "../flows/ports.ts";
import { document, reviveWindow, type Stored } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";

export const firstSeenReads = (ask: Ask): Pick<Reads, "firstSeen"> => ({
  async firstSeen(runId) {
    const { rows } = await ask<{ body: Stored<FirstSeen> }>("select body from first_seen where run_id = $1", [
      runId,
    ]);
    const body = rows[0]?.body;
    return body && { ...body, window: reviveWindow(body.window) };
  },
});

export const firstSeenWrites = (ask: Ask): Pick<Tx, "saveFirstSeen"> => ({
  async saveFirstSeen(runId, firstSeen) {
    await ask(
      `insert into first_seen (run_id, body) values ($1, $2)
       on conflict (run_id) do update set body = excluded.body`,
      [runId, document(firstSeen)],
    );
  },
});
