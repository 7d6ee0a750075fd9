import type pg from "pg";
import type { Deliveries } from "../flows/ports.ts";
import { askOf } from "./database/transaction.ts";

/** Slack tries again for five minutes, and people do not press what they pressed an hour ago. */
const keptFor = "1 hour";

export function createDeliveries(pool: pg.Pool): Deliveries {
  const ask = askOf(pool);
  return {
    async begin(key, holdMs) {
      const { count } = await ask(
        `with old as (
           delete from delivery where key in (
             select key from delivery where at < clock_timestamp() - interval '${keptFor}' limit 20
                for update skip locked))
         insert into delivery as d (key, busy_until)
         values ($1, clock_timestamp() + $2::float8 * interval '1 ms')
         on conflict (key) do update set busy_until = excluded.busy_until
          where not d.done and d.busy_until < clock_timestamp()`,
        [key, holdMs],
      );
      if (count === 1) return "ours";
      const { rows } = await ask<{ done: boolean }>("select done from delivery where key = $1", [key]);
      return rows[0]?.done ? "done" : "busy";
    },
    async end(key) {
      await ask("update delivery set done = true where key = $1", [key]);
    },
  };
}
