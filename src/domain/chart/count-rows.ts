import type { Row, TimeShape, Window } from "../query/query.ts";
import { parseTime } from "../query/time.ts";
import { mostBuckets } from "../query/time-shape.ts";
import { shortenKeys } from "../text/redact.ts";
import { type OverTime, totalOf } from "./chart.ts";

type Place = Pick<OverTime, "from" | "widthSeconds" | "buckets">;

const topNames = 4;

/** Buckets of a width over a window; undefined when there would be too many to tell apart. */
export function placeOf(window: Window, widthSeconds: number): Place | undefined {
  const width = widthSeconds * 1_000;
  const first = Math.floor(window.from.getTime() / width);
  const buckets = Math.floor(window.to.getTime() / width) - first + 1;
  if (buckets < 1 || buckets > mostBuckets * 2) return undefined;
  return { from: new Date(first * width), widthSeconds, buckets };
}

/**
 * Rows over time, as if their records were counted while reading. `columns` are those that hold a row's time, how many
 * records it stands for (one without), and who is behind it.
 */
export function countRows(
  place: Place,
  rows: readonly Row[],
  columns: { time: string; count?: string; who?: string | undefined },
): Omit<TimeShape, "from"> & Pick<Place, "buckets"> {
  const none = (): number[] => Array.from({ length: place.buckets }, () => 0);
  const [ok, errors] = [none(), none()];
  const names = new Map<string, number[]>();
  for (const row of rows) {
    const at = parseTime(row[columns.time])?.getTime() ?? Number.NEGATIVE_INFINITY;
    const bucket = Math.floor((at - place.from.getTime()) / 1_000 / place.widthSeconds);
    if (bucket < 0 || bucket >= place.buckets) continue;
    const counted = columns.count === undefined ? 1 : row[columns.count];
    const count = typeof counted === "number" ? counted : 0;
    put(isError(row) ? errors : ok, bucket, count);
    if (columns.who === undefined) continue;
    const name = shortenKeys(String(row[columns.who] ?? "–"));
    const counts = names.get(name) ?? none();
    put(counts, bucket, count);
    names.set(name, counts);
  }
  const top = [...names]
    .map(([name, counts]) => ({ name, counts }))
    .sort((a, b) => totalOf(b) - totalOf(a) || (a.name < b.name ? -1 : 1))
    .slice(0, topNames);
  return { widthSeconds: place.widthSeconds, buckets: place.buckets, ok, errors, top };
}

export const isOutcome = (path: string): boolean => path === "errorCode" || path === "status";

export const isError = ({ errorCode, status }: Row): boolean =>
  (errorCode !== null && errorCode !== undefined) || Number(status) >= 400;

function put(counts: number[], bucket: number, count: number): void {
  counts[bucket] = (counts[bucket] ?? 0) + count;
}
