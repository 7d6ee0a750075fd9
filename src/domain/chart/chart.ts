/** A picture of an answer, ready to be drawn: all numbers are there, all words are as they are shown (but not escaped). */
export interface Chart {
  title: string;
  /** What is counted: calls of AWS, or requests at a proxy. */
  unit: "calls" | "requests";
  /** Why there may be more than it shows, in words; null where the whole answer is in it. */
  partial: string | null;
  over: OverTime | null;
  groups: Groups | null;
}

/** Calls over time. */
export interface OverTime {
  /** Start of the first bucket. */
  from: Date;
  widthSeconds: number;
  buckets: number;
  /** Bottom of the stack first; `counts` has a number for each bucket. */
  series: ChartSeries[];
  /** The moment that everything is about. */
  mark: { at: Date; label: string } | null;
}

export interface ChartSeries {
  name: string;
  /** Decides colour and pattern; `one`, `two` … are principals, the largest first. */
  look: ChartLook;
  counts: number[];
}

/** Calls by what they were counted for: the largest groups, and all others in one. */
export interface Groups {
  /** The columns that tell the groups apart. */
  of: string[];
  /** The largest first; a group is told by a text for each of `of`. */
  bars: { names: string[]; look: "ok" | "error"; count: number }[];
  /** `count` is null where it is not known. */
  rest: { groups: number; count: number | null } | null;
  /** All calls; null where it is not known. */
  total: number | null;
}

export const chartLooks = ["ok", "error", "one", "two", "three", "four", "rest"] as const;
export type ChartLook = (typeof chartLooks)[number];

export const totalOf = ({ counts }: Pick<ChartSeries, "counts">): number =>
  counts.reduce((total, count) => total + count, 0);

export const totalIn = ({ series }: Pick<OverTime, "series">, bucket: number): number =>
  series.reduce((total, { counts }) => total + (counts[bucket] ?? 0), 0);

export const bucketAt = ({ from, widthSeconds }: OverTime, bucket: number): Date =>
  new Date(from.getTime() + bucket * widthSeconds * 1_000);
