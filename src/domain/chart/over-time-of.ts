import { timeColumn } from "../query/form.ts";
import type { Completeness, Query, Row, TimeShape, Window } from "../query/query.ts";
import { bucketSeconds } from "../query/time-shape.ts";
import { type ChartSeries, type OverTime, totalIn, totalOf } from "./chart.ts";
import { countRows, isOutcome, placeOf } from "./count-rows.ts";

export interface Counted {
  query: Query;
  window: Window;
  completeness: Pick<Completeness, "matched"> | null;
  kept: { rows: readonly Row[]; rowsBeforeLimit?: number; shape?: TimeShape };
  /** Below so many calls, or bars, there is no shape to see. */
  fewest: { calls: number; bars: number };
}

/**
 * Calls over time; undefined where a picture would not help, or would not show all that was read. Counted while reading
 * where that was done, else from the rows, when these are all there are.
 */
export function overTimeOf(counted: Counted): Omit<OverTime, "mark"> | undefined {
  const { query, completeness, kept, fewest } = counted;
  const buckets = query.perSeconds === undefined ? undefined : fromBuckets(counted, query.perSeconds);
  const over = buckets ?? (kept.shape ? fromShape(kept.shape) : fromRows(counted));
  if (over === undefined) return undefined;
  const all = over.series.reduce((total, series) => total + totalOf(series), 0);
  const bars = Array.from({ length: over.buckets }, (_, at) => totalIn(over, at)).filter((sum) => sum > 0);
  if (all < fewest.calls || bars.length < fewest.bars) return undefined;
  // Half of it would look like all of it.
  return completeness && buckets === undefined && all !== completeness.matched ? undefined : over;
}

type Part = Omit<OverTime, "mark">;

/** By outcome where there are both; else by who, where several did. */
function fromShape({ from, widthSeconds, ok, errors, top }: TimeShape): Part {
  const place = { from: new Date(from), widthSeconds, buckets: ok.length };
  const outcome: ChartSeries[] = [
    { name: "answered", look: "ok", counts: ok },
    { name: "refused or failed", look: "error", counts: errors },
  ];
  const present = outcome.filter((series) => totalOf(series) > 0);
  const [only] = present;
  if (present.length !== 1 || only === undefined || top.length < 2 || only.look === "error")
    return { ...place, series: present };
  return { ...place, series: named(top, only.counts) };
}

const looks = ["one", "two", "three", "four"] as const;

function named(top: readonly { name: string; counts: number[] }[], all: readonly number[]): ChartSeries[] {
  const series = top
    .slice(0, looks.length)
    .map(({ name, counts }, at): ChartSeries => ({ name, look: looks[at] ?? "rest", counts }));
  const rest = all.map(
    (count, bucket) => count - series.reduce((sum, each) => sum + (each.counts[bucket] ?? 0), 0),
  );
  const others: ChartSeries = { name: "others", look: "rest", counts: rest };
  return totalOf(others) > 0 ? [...series, others] : series;
}

/** Rows that are per bucket already; undefined when the limit cut some of them. */
function fromBuckets({ query, window, kept }: Counted, perSeconds: number): Part | undefined {
  const { rows, rowsBeforeLimit = rows.length } = kept;
  if (rows.length === 0 || rowsBeforeLimit > rows.length) return undefined;
  const wanted = Math.max(perSeconds, bucketSeconds(window));
  const place = placeOf(window, Math.ceil(wanted / perSeconds) * perSeconds);
  if (place === undefined) return undefined;
  const by = query.by ?? [];
  const columns = { time: "time", count: "count", who: by.find((path) => !isOutcome(path)) };
  const { top, ...counts } = countRows(place, rows, columns);
  if (by.some(isOutcome)) return fromShape({ ...counts, from: place.from.toISOString(), top });
  return { ...place, series: top.length > 1 ? named(top, counts.ok) : all(counts.ok) };
}

/** One row a record, and all of them there. */
function fromRows({ query, window, kept }: Counted): Part | undefined {
  const { rows, rowsBeforeLimit = rows.length } = kept;
  const time = timeColumn[query.from];
  const grouped = query.by !== undefined || query.perSeconds !== undefined || query.measure.length > 0;
  const place = placeOf(window, bucketSeconds(window));
  if (grouped || place === undefined || rowsBeforeLimit > rows.length) return undefined;
  const counts = countRows(place, rows, { time });
  // Where no outcome is shown, nothing is known of it.
  if (!rows.some((row) => Object.keys(row).some(isOutcome))) return { ...place, series: all(counts.ok) };
  return fromShape({ ...counts, from: place.from.toISOString() });
}

const all = (counts: number[]): ChartSeries[] => [{ name: "all", look: "ok", counts }];
