import type { MetricAlarmToRaise } from "./alarm-to-raise.ts";
import { timeText } from "./trail-times.ts";

type Rule = Omit<MetricAlarmToRaise, "kind" | "state" | "reason" | "reasonData" | "at">;

/** How long the trail needs to bring a call to the log group whose metric filter counts it. */
export const METRIC_LAG_SECONDS = 300;

/** One change of an alarm's state, with the reason and its data as CloudWatch writes them: the datapoint decides. */
export function metricAlarm(
  rule: Rule,
  { at, datapoint }: { at: Date; datapoint: number },
): MetricAlarmToRaise {
  const { periodSeconds, statistic, threshold, comparison } = rule;
  const { crossed, words } = compared(comparison, datapoint, threshold);
  const start = new Date(at.getTime() - (METRIC_LAG_SECONDS + periodSeconds) * 1000);
  const value = datapoint.toFixed(1);
  const crossing = `Threshold Crossed: 1 datapoint [${value} (${shortTime(start)})]`;
  return {
    kind: "metric",
    ...rule,
    state: crossed ? "ALARM" : "OK",
    at,
    reason: crossed
      ? `${crossing} was ${words} the threshold (${threshold.toFixed(1)}).`
      : `${crossing} was not ${words} the threshold (${threshold.toFixed(1)}).`,
    reasonData: JSON.stringify({
      version: "1.0",
      queryDate: at.toISOString().replace("Z", "+0000"),
      startDate: timeText(start).replace("Z", ".000+0000"),
      statistic,
      period: periodSeconds,
      recentDatapoints: [datapoint],
      threshold,
    }),
  };
}

function compared(
  comparison: Rule["comparison"],
  datapoint: number,
  threshold: number,
): { crossed: boolean; words: string } {
  switch (comparison) {
    case "GreaterThanThreshold":
      return { crossed: datapoint > threshold, words: "greater than" };
    case "GreaterThanOrEqualToThreshold":
      return { crossed: datapoint >= threshold, words: "greater than or equal to" };
    case "LessThanThreshold":
      return { crossed: datapoint < threshold, words: "less than" };
  }
}

/** How many of these times lie in the period that an alarm at `at` looks at. */
export function datapointAt(
  at: Date,
  { periodSeconds }: { periodSeconds: number },
  times: readonly (Date | string)[],
): number {
  const to = at.getTime() - METRIC_LAG_SECONDS * 1000;
  const from = to - periodSeconds * 1000;
  return times.filter((time) => {
    const each = new Date(time).getTime();
    return each >= from && each < to;
  }).length;
}

/** `21/11/26 14:05:00`, as alarms write the time of a datapoint. */
function shortTime(at: Date): string {
  const [year, month, rest] = timeText(at).split("-");
  const [day, clock] = (rest ?? "").split("T");
  return `${day}/${month}/${year?.slice(2)} ${clock?.replace("Z", "")}`;
}
