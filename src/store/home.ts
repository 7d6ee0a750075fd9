import type { Reads, Tx } from "../flows/ports.ts";
import type { Ask } from "./database/transaction.ts";

export const homeReads = (ask: Ask): Pick<Reads, "homes"> => ({
  async homes(openedSince, limit) {
    const { rows } = await ask<{ person_id: string; shown_hash: string | null }>(
      "select person_id, shown_hash from home where opened_at >= $1 order by opened_at desc limit $2",
      [openedSince, limit],
    );
    return rows.map((row) => ({ personId: row.person_id, shownHash: row.shown_hash }));
  },
});

export const homeWrites = (ask: Ask): Pick<Tx, "homeOpened" | "homeShown"> => ({
  async homeOpened(personId, at) {
    await ask(
      `insert into home (person_id, opened_at) values ($1, $2)
       on conflict (person_id) do update set opened_at = greatest(home.opened_at, excluded.opened_at)`,
      [personId, at],
    );
  },
  async homeShown(personId, hash) {
    await ask("update home set shown_hash = $2 where person_id = $1", [personId, hash]);
  },
});
