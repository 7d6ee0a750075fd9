/** Calls over time, ready to be drawn: all numbers are there, all words are as they are shown (but not escaped). */
export interface Chart {
  title: string;
  /** What is counted: calls of AWS, or requests at a proxy. */
  unit: "calls" | "requests";
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

export const chartLooks = ["ok", "error", "one", "two", "three", "four", "rest"] as const;
export type ChartLook = (typeof chartLooks)[number];

export const totalOf = ({ counts }: Pick<ChartSeries, "counts">): number =>
  counts.reduce((total, count) => total + count, 0);

export const totalIn = ({ series }: Chart, bucket: number): number =>
  series.reduce((total, { counts }) => total + (counts[bucket] ?? 0), 0);

export const bucketAt = ({ from, widthSeconds }: Chart, bucket: number): Date =>
  new Date(from.getTime() + bucket * widthSeconds * 1_000);
