import type { Reads, Tx } from "../flows/ports.ts";
import type { Ask } from "./database/transaction.ts";

export const channelReads = (ask: Ask): Pick<Reads, "privateChannels" | "incidentChannels"> => ({
  async privateChannels() {
    const { rows } = await ask<{ id: string }>("select id from channel where private order by id");
    return rows.map(({ id }) => id);
  },

  async incidentChannels() {
    const { rows } = await ask<{ channel: string }>("select distinct channel from incident order by channel");
    return rows.map(({ channel }) => channel);
  },
});

export const channelWrites = (ask: Ask): Pick<Tx, "keepChannel"> => ({
  async keepChannel(id, isPrivate, at) {
    await ask(
      `insert into channel (id, private, checked_at) values ($1, $2, $3)
       on conflict (id) do update set private = excluded.private, checked_at = excluded.checked_at`,
      [id, isPrivate, at],
    );
    const { count } = await ask("update incident set private = $2 where channel = $1 and private <> $2", [
      id,
      isPrivate,
    ]);
    return count;
  },
});
