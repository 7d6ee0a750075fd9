import type pg from "pg";
import { askOf } from "./database/transaction.ts";

interface Depth {
  waiting: number;
  /** Of the one that has waited longest; 0 when none waits. */
  oldestSeconds: number;
}

/** What waits in the record, for gauges. */
export interface Depths {
  inbox: Depth & { dead: number; unparsed: number };
  outbox: Record<string, Depth>;
  runs: Depth;
}

/** Reads how much waits, by the database's clock. */
export function createDepths(pool: pg.Pool) {
  const ask = askOf(pool);
  return {
    async read(): Promise<Depths> {
      const [inbox, outbox, runs] = await Promise.all([
        ask<{ state: string; count: number; oldest: number }>(
          `select state, count(*)::int as count,
                  coalesce(extract(epoch from clock_timestamp() - min(received_at)), 0)::float8 as oldest
             from inbox where state in ('new', 'dead', 'unparsed') group by state`,
        ),
        ask<{ destination: string; count: number; oldest: number }>(
          `select destination, count(*)::int as count,
                  coalesce(extract(epoch from clock_timestamp() - min(added_at)), 0)::float8 as oldest
             from outbox where state in ('pending', 'sending') group by destination`,
        ),
        ask<{ count: number; oldest: number }>(
          `select count(*)::int as count,
                  coalesce(extract(epoch from clock_timestamp() - min(requested_at)), 0)::float8 as oldest
             from run where state in ('queued', 'running')`,
        ),
      ]);
      const of = (state: string) => inbox.rows.find((row) => row.state === state);
      return {
        inbox: {
          ...depthOf(of("new")),
          dead: of("dead")?.count ?? 0,
          unparsed: of("unparsed")?.count ?? 0,
        },
        outbox: Object.fromEntries(outbox.rows.map((row) => [row.destination, depthOf(row)])),
        runs: depthOf(runs.rows[0]),
      };
    },

    /** Since the first alarm of an incident reached us; undefined for one that a person declared. */
    async secondsSinceAlarm(incidentId: string): Promise<number | undefined> {
      const { rows } = await ask<{ seconds: number | null }>(
        `select extract(epoch from clock_timestamp() - min(i.received_at))::float8 as seconds
           from transition t join inbox i on i.id = t.inbox_id where t.incident_id = $1`,
        [incidentId],
      );
      return rows[0]?.seconds ?? undefined;
    },
  };
}

const depthOf = (row: { count: number; oldest: number } | undefined): Depth => ({
  waiting: row?.count ?? 0,
  oldestSeconds: Math.max(0, row?.oldest ?? 0),
});
