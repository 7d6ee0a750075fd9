import { visible } from "../text/visible.ts";
import { bucketAt, type Chart, totalIn, totalOf } from "./chart.ts";

/** What the picture shows, in words made from the same numbers: for screen readers, and where pictures do not load. */
export function describeChart(chart: Chart): string {
  const { unit, series, mark, widthSeconds, buckets } = chart;
  const sums = Array.from({ length: buckets }, (_, bucket) => totalIn(chart, bucket));
  const peak = sums.indexOf(Math.max(...sums));
  const all = sums.reduce((total, sum) => total + sum, 0);
  const first = sums.findIndex((sum) => sum > 0);
  const last = sums.findLastIndex((sum) => sum > 0);
  const parts =
    series.length > 1
      ? ` ${series.map((each) => `${shown(each.name)}: ${counted(totalOf(each))}`).join("; ")}.`
      : series[0]?.look === "error"
        ? " All refused or failed."
        : "";
  const alarm = mark
    ? ` Marked: ${shown(mark.label)} at ${time(mark.at)}, when there ${around(chart, sums, mark.at)}.`
    : "";
  return (
    `Chart: ${counted(all)} ${unit} over time, from ${time(bucketAt(chart, first))} to ${time(bucketAt(chart, last + 1))} UTC.` +
    ` Most in the ${words(widthSeconds).replace(/^one /, "")} from ${time(bucketAt(chart, peak))}: ${counted(sums[peak] ?? 0)}.${parts}${alarm}`
  );
}

function around({ from, widthSeconds }: Chart, sums: readonly number[], at: Date): string {
  const bucket = Math.floor((at.getTime() - from.getTime()) / 1_000 / widthSeconds);
  const sum = sums[bucket] ?? 0;
  return `${sum === 1 ? "was" : "were"} ${counted(sum)} in ${words(widthSeconds)}`;
}

/** Of an ARN people read its end. */
const shown = (name: string): string =>
  visible(name.startsWith("arn:") ? name.slice(name.lastIndexOf(":") + 1) : name, 60);
export const counted = (count: number): string => count.toLocaleString("en-GB");
const time = (at: Date): string => at.toISOString().slice(0, 16).replace("T", " ");

export function words(seconds: number): string {
  const [unit, size]: [string, number] =
    seconds % 86_400 === 0 ? ["day", 86_400] : seconds % 3_600 === 0 ? ["hour", 3_600] : ["minute", 60];
  const count = seconds / size;
  return count === 1 ? `one ${unit}` : `${count} ${unit}s`;
}
