import type pg from "pg";
import type { Turns } from "../../flows/ports.ts";
import { askOf } from "./transaction.ts";

/** `next_at` is when the turns taken so far are worked off: one may be taken while that lies less than a burst ahead. */
export function createTurns(pool: pg.Pool): Turns {
  const ask = askOf(pool);
  return {
    async take(key, { perMinute, burst }) {
      const everyMs = 60_000 / perMinute;
      const { count } = await ask(
        `insert into turn as t values ($1, clock_timestamp() + $2::float8 * interval '1 ms')
         on conflict (key) do update set next_at = greatest(t.next_at, clock_timestamp()) + $2::float8 * interval '1 ms'
          where t.next_at <= clock_timestamp() + $3::float8 * interval '1 ms'`,
        [key, everyMs, (burst - 1) * everyMs],
      );
      if (count === 1) return 0;
      const { rows } = await ask<{ wait_ms: number }>(
        "select extract(epoch from next_at - clock_timestamp())::float8 * 1000 as wait_ms from turn where key = $1",
        [key],
      );
      return Math.max(1, Math.ceil((rows[0]?.wait_ms ?? 0) - (burst - 1) * everyMs));
    },

    async hold(key, ms) {
      await ask(
        `insert into turn as t values ($1, clock_timestamp() + $2::float8 * interval '1 ms')
         on conflict (key) do update set next_at = greatest(t.next_at, excluded.next_at)`,
        [key, ms],
      );
    },
  };
}
