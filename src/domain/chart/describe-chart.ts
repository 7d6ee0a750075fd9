import { visible } from "../text/visible.ts";
import { bucketAt, type Chart, type Groups, type OverTime, totalIn, totalOf } from "./chart.ts";
import { isOutcome } from "./count-rows.ts";

/** What the picture shows, in words made from the same numbers: for screen readers, and where pictures do not load. */
export function describeChart({ unit, over, groups, partial }: Chart): string {
  const said = [
    ...(over ? [overTime(over, unit)] : []),
    ...(groups ? [byGroups(groups, unit, partial)] : []),
  ];
  return `Chart: ${[...said, ...(partial === null ? [] : [partial])].join(" ")}`;
}

function overTime(over: OverTime, unit: Chart["unit"]): string {
  const { series, mark, widthSeconds, buckets } = over;
  const sums = Array.from({ length: buckets }, (_, bucket) => totalIn(over, bucket));
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
    ? ` Marked: ${shown(mark.label)} at ${time(mark.at)}, when there ${around(over, sums, mark.at)}.`
    : "";
  return (
    `${counted(all)} ${unit} over time, from ${time(bucketAt(over, first))} to ${time(bucketAt(over, last + 1))} UTC.` +
    ` Most in the ${words(widthSeconds).replace(/^one /, "")} from ${time(bucketAt(over, peak))}: ${counted(sums[peak] ?? 0)}.${parts}${alarm}`
  );
}

function byGroups({ of, bars, rest, total }: Groups, unit: Chart["unit"], partial: string | null): string {
  const [most, ...others] = bars.map(({ names, look, count }) => ({
    name:
      names.map(shown).join(", ") + (look === "error" && !of.some(isOutcome) ? " (refused or failed)" : ""),
    count,
  }));
  if (most === undefined) return "";
  const whole =
    total === null || partial !== null ? "" : ` of ${counted(total)} (${share(most.count, total)})`;
  const left = rest && {
    name: `${counted(rest.groups)} more ${rest.groups === 1 ? "group" : "groups"}`,
    count: rest.count,
  };
  const further = [...others, ...(left ? [left] : [])].map(
    ({ name, count }) => `${name}: ${count === null ? "not counted here" : counted(count)}`,
  );
  return `${unit} by ${of.map(shown).join(", ")}: ${others[0]?.count === most.count ? "among the most are" : "most are"} ${most.name} with ${counted(most.count)}${whole}; then ${further.join("; ")}.`;
}

function around({ from, widthSeconds }: OverTime, sums: readonly number[], at: Date): string {
  const bucket = Math.floor((at.getTime() - from.getTime()) / 1_000 / widthSeconds);
  const sum = sums[bucket] ?? 0;
  return `${sum === 1 ? "was" : "were"} ${counted(sum)} in ${words(widthSeconds)}`;
}

/** Of an ARN people read its end. */
const shown = (name: string): string =>
  visible(name.startsWith("arn:") ? name.slice(name.lastIndexOf(":") + 1) : name, 60);
export const counted = (count: number): string => count.toLocaleString("en-GB");
const time = (at: Date): string => at.toISOString().slice(0, 16).replace("T", " ");

/** Never all or nothing where it is not. */
export function share(count: number, total: number): string {
  const percent = (100 * count) / total;
  if (percent < 1 && count > 0) return "< 1 %";
  return `${Math.min(count < total ? 99 : 100, Math.round(percent))} %`;
}

export function words(seconds: number): string {
  const [unit, size]: [string, number] =
    seconds % 86_400 === 0 ? ["day", 86_400] : seconds % 3_600 === 0 ? ["hour", 3_600] : ["minute", 60];
  const count = seconds / size;
  return count === 1 ? `one ${unit}` : `${count} ${unit}s`;
}
