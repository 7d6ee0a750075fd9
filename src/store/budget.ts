import type pg from "pg";
import type { Reads, TakeBudget } from "../flows/ports.ts";
import { type Ask, askOf } from "./database/transaction.ts";

/**
 * One row per account, Region and API holds the time of the next free slot, so that all processes together stay
 * below `perSecond` calls a second.
 */
export function createBudget(
  pool: pg.Pool,
  { perSecond }: { perSecond: number | ((api: string) => number) },
): TakeBudget {
  const ask = askOf(pool);
  return async ({ account, region, api }, signal, onWait) => {
    signal.throwIfAborted();
    const intervalMs = 1_000 / (typeof perSecond === "number" ? perSecond : perSecond(api));
    const { rows } = await ask<{ next_at: string; wait_ms: number }>(
      `insert into budget as b values ($1, $2, $3, clock_timestamp() + $4::float8 * interval '1 ms')
       on conflict (account, region, api) do update
          set next_at = greatest(b.next_at, clock_timestamp()) + $4::float8 * interval '1 ms'
       returning next_at::text,
         extract(epoch from next_at - clock_timestamp())::float8 * 1000 - $4::float8 as wait_ms`,
      [account, region, api, intervalMs],
    );
    const slot = rows[0];
    if (!slot) return;
    onWait?.(Math.max(0, slot.wait_ms));
    try {
      await wait(slot.wait_ms, signal);
    } catch (reason) {
      // Given back when nobody queued behind it; else it is lost, which only makes us slower.
      await ask(
        `update budget set next_at = next_at - $5::float8 * interval '1 ms'
          where account = $1 and region = $2 and api = $3 and next_at = $4::timestamptz`,
        [account, region, api, slot.next_at, intervalMs],
      ).catch(() => {});
      throw reason;
    }
  };
}

export const budgetReads = (ask: Ask): Pick<Reads, "budgetWaits"> => ({
  async budgetWaits() {
    const { rows } = await ask<{ account: string; region: string; api: string; wait_ms: number }>(
      `select account, region, api, extract(epoch from next_at - clock_timestamp())::float8 * 1000 as wait_ms
         from budget where next_at > clock_timestamp()`,
    );
    return rows.map(({ wait_ms: waitMs, ...api }) => ({ ...api, waitMs }));
  },
});

function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
  });
}
