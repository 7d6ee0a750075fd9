import type { Completeness, Query, Row, TimeShape, Window } from "../query/query.ts";
import { parseTime } from "../query/time.ts";
import { bucketSeconds, mostBuckets } from "../query/time-shape.ts";
import { shortenKeys } from "../text/redact.ts";
import type { Chart, ChartSeries } from "./chart.ts";
import { totalIn, totalOf } from "./chart.ts";

export interface Charted {
  title: string;
  query: Query;
  window: Window;
  completeness: Pick<Completeness, "matched"> | null;
  kept: { rows: readonly Row[]; rowsBeforeLimit?: number; shape?: TimeShape };
  mark: Chart["mark"];
}

/** Below this a table says it all. */
const fewestCalls = 10;
/** With fewer bars there is no shape to see. */
const fewestBars = 3;

/**
 * What a picture of an answer would show; undefined where it would not help, or would not show all of it. Counted
 * while reading where that was done, else from rows that are per time bucket.
 */
export function chartOf(charted: Charted): Chart | undefined {
  const { query, window, completeness, kept } = charted;
  const counted = query.perSeconds === undefined ? undefined : fromBuckets(charted, query.perSeconds);
  const part = counted ?? (kept.shape && fromShape(kept.shape));
  if (part === undefined) return undefined;
  const chart: Chart = {
    title: shortenKeys(charted.title),
    unit: query.from === "cloudtrail" ? "calls" : "requests",
    mark: withinReach(charted.mark, window),
    ...part,
  };
  const all = chart.series.reduce((total, series) => total + totalOf(series), 0);
  const bars = Array.from({ length: chart.buckets }, (_, at) => totalIn(chart, at)).filter((sum) => sum > 0);
  if (all < fewestCalls || bars.length < fewestBars) return undefined;
  // Half of it would look like all of it.
  return completeness && counted === undefined && all !== completeness.matched ? undefined : chart;
}

type Part = Pick<Chart, "from" | "widthSeconds" | "buckets" | "series">;

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
function fromBuckets({ query, window, kept }: Charted, perSeconds: number): Part | undefined {
  const { rows, rowsBeforeLimit = rows.length } = kept;
  if (rows.length === 0 || rowsBeforeLimit > rows.length) return undefined;
  const wanted = Math.max(perSeconds, bucketSeconds(window));
  const widthSeconds = Math.ceil(wanted / perSeconds) * perSeconds;
  const width = widthSeconds * 1_000;
  const first = Math.floor(window.from.getTime() / width);
  const buckets = Math.floor(window.to.getTime() / width) - first + 1;
  if (buckets < 1 || buckets > mostBuckets * 2) return undefined;
  const none = (): number[] => Array.from({ length: buckets }, () => 0);
  const all = none();
  const [ok, errors] = [none(), none()];
  const names = new Map<string, number[]>();
  const by = (query.by ?? []).find((path) => path !== "errorCode" && path !== "status");
  const outcomes = (query.by ?? []).some((path) => path === "errorCode" || path === "status");
  for (const row of rows) {
    const at = parseTime(row.time)?.getTime();
    const count = typeof row.count === "number" ? row.count : 0;
    const bucket = at === undefined ? -1 : Math.floor(at / width) - first;
    if (bucket < 0 || bucket >= buckets) continue;
    put(all, bucket, count);
    if (outcomes) put(isError(row) ? errors : ok, bucket, count);
    if (by === undefined) continue;
    const name = shortenKeys(String(row[by] ?? "–"));
    const counts = names.get(name) ?? none();
    put(counts, bucket, count);
    names.set(name, counts);
  }
  const top = [...names]
    .map(([name, counts]) => ({ name, counts }))
    .sort((a, b) => totalOf(b) - totalOf(a) || (a.name < b.name ? -1 : 1));
  const place = { from: new Date(first * width), widthSeconds, buckets };
  if (outcomes)
    return fromShape({ ...place, from: place.from.toISOString(), ok, errors, top: top.slice(0, 4) });
  return { ...place, series: top.length > 1 ? named(top, all) : [{ name: "all", look: "ok", counts: all }] };
}

const isError = ({ errorCode, status }: Row): boolean =>
  (errorCode !== null && errorCode !== undefined) || Number(status) >= 400;

function put(counts: number[], bucket: number, count: number): void {
  counts[bucket] = (counts[bucket] ?? 0) + count;
}

/** A mark far outside of what is shown would tell nothing. */
function withinReach(mark: Chart["mark"], { from, to }: Window): Chart["mark"] {
  return mark && mark.at >= from && mark.at <= to ? mark : null;
}
