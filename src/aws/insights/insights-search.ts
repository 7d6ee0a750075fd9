import type { Query } from "../../domain/query/query.ts";
import type { Patience } from "../call-aws.ts";
import { createNewestRows } from "../log-group/newest-rows.ts";
import type { Reading } from "../reading.ts";
import { insightsRowLimit } from "./insights-query.ts";
import { type InsightsCall, type InsightsRow, runInsightsQuery } from "./insights-run.ts";

export interface InsightsSearch {
  text: string;
  group: string;
  query: Query;
  /** Seconds since 1970, both inclusive. */
  from: number;
  to: number;
  reading: Reading;
  /** Events to take from one group before giving up. */
  rowCap: number;
}

export interface InsightsFound {
  /** Why it stopped early; undefined when it read all. */
  stop?: string;
  bytesScanned: number;
  queries: number;
}

/**
 * Reads one group, newest delivery first: one query, and where Insights cuts it off, further ones about the time
 * before. The last second of a cut answer is asked again whole, so that no event is missed and none counted twice.
 */
export async function searchInsights(
  call: InsightsCall,
  patience: Patience,
  { text, group, query, from, to, reading, rowCap }: InsightsSearch,
): Promise<InsightsFound> {
  const newestRows = createNewestRows(query);
  const where = `${group} in ${call.region}`;
  let [queries, bytesScanned, taken, end] = [0, 0, 0, to];
  const take = (rows: readonly InsightsRow[]) => {
    taken += rows.length;
    if (rows.length > 0) newestRows.add(reading.addPage(rows.map(({ message }) => message)));
  };

  for (;;) {
    queries += 1;
    const slice = startSlice();
    const { whole, bytesScanned: scanned } = await runInsightsQuery(
      call,
      patience,
      { text, group, from, to: end },
      {
        onPage: (rows) => take(slice.complete(rows)),
        onGlimpse: ({ recordsScanned, rows }) =>
          reading.glimpse({ scanned: recordsScanned, texts: rows.map(({ message }) => message) }),
      },
    );
    bytesScanned += scanned;
    const lastSecond = slice.lastSecond();
    if (whole || lastSecond === undefined) {
      take(slice.rest());
      return { bytesScanned, queries };
    }
    const reached = new Date(lastSecond * 1_000);
    if (lastSecond >= end) {
      take(slice.rest());
      const stop = `${where} has more than ${insightsRowLimit} events of one second (${reached.toISOString()}) that fit; narrow the query`;
      return { stop, bytesScanned, queries };
    }
    if (newestRows.enough(reached.getTime())) {
      const stop = `${where} was read until the limit of ${query.limit} rows was reached, back to ${reached.toISOString()}`;
      return { stop, bytesScanned, queries };
    }
    if (taken >= rowCap) {
      const stop = `${where} was read for ${taken} events, back to ${reached.toISOString()}; narrow the query or its window to read the rest`;
      return { stop, bytesScanned, queries };
    }
    end = lastSecond;
  }
}

/** Holds back the rows of the last second seen, of which more may follow. */
function startSlice() {
  let held: InsightsRow[] = [];
  const secondOf = ({ at }: InsightsRow) => Math.floor(at / 1_000);
  return {
    complete(rows: readonly InsightsRow[]): InsightsRow[] {
      const all = [...held, ...rows];
      const last = all.at(-1);
      held = last ? all.filter((row) => secondOf(row) === secondOf(last)) : [];
      return last ? all.filter((row) => secondOf(row) !== secondOf(last)) : [];
    },
    rest: () => held,
    lastSecond: () => held[0] && secondOf(held[0]),
  };
}
