import { z } from "zod";
import type { AlarmKind, AlarmMetric } from "./alarm.ts";
import { listOf, namedValues, optionalCount, optionalFlag, optionalObject, optionalText } from "./foreign.ts";

/** `configuration.metrics` of an EventBridge event or a Lambda action. */
export const eventMetrics = listOf(
  z
    .object({
      id: optionalText,
      expression: optionalText,
      label: optionalText,
      period: optionalCount,
      returnData: optionalFlag,
      metricStat: optionalObject({
        metric: optionalObject({ namespace: optionalText, name: optionalText, dimensions: namedValues }),
        period: optionalCount,
        stat: optionalText,
      }),
    })
    .transform(
      ({ metricStat, period, returnData = true, ...element }): AlarmMetric => ({
        ...element,
        ...metricStat?.metric,
        dimensions: metricStat?.metric?.dimensions ?? {},
        stat: metricStat?.stat,
        periodSeconds: metricStat?.period ?? period,
        returnData,
      }),
    ),
);

/** `Trigger.Metrics` of an SNS message: the same in capitals, with dimensions as a list. */
export const snsMetrics = listOf(
  z
    .object({
      Id: optionalText,
      Expression: optionalText,
      Label: optionalText,
      Period: optionalCount,
      ReturnData: optionalFlag,
      MetricStat: optionalObject({
        Metric: optionalObject({
          Namespace: optionalText,
          MetricName: optionalText,
          Dimensions: namedValues,
        }),
        Period: optionalCount,
        Stat: optionalText,
      }),
    })
    .transform(
      ({ MetricStat, ...element }): AlarmMetric => ({
        id: element.Id,
        expression: element.Expression,
        label: element.Label,
        namespace: MetricStat?.Metric?.Namespace,
        name: MetricStat?.Metric?.MetricName,
        dimensions: MetricStat?.Metric?.Dimensions ?? {},
        stat: MetricStat?.Stat,
        periodSeconds: MetricStat?.Period ?? element.Period,
        returnData: element.ReturnData ?? true,
      }),
    ),
);

/** What kind of alarm is computed from these metrics. */
export function kindFromMetrics(metrics: AlarmMetric[]): AlarmKind {
  const expressions = metrics.flatMap(({ expression }) => expression ?? []);
  if (expressions.some((expression) => expression.includes("ANOMALY_DETECTION_BAND"))) return "anomaly";
  if (expressions.some((expression) => /\bGROUP\s+BY\b/i.test(expression))) return "multi-series";
  return expressions.length > 0 ? "metric-math" : "metric";
}

/** The dimensions that all metrics agree on. */
export function sharedDimensions(metrics: AlarmMetric[]): Record<string, string> {
  const values = new Map<string, string | undefined>();
  for (const [name, value] of metrics.flatMap(({ dimensions }) => Object.entries(dimensions))) {
    values.set(name, !values.has(name) || values.get(name) === value ? value : undefined);
  }
  return Object.fromEntries([...values].filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The coarsest period: what one look back must cover. */
export function longestPeriod(metrics: AlarmMetric[]): number | undefined {
  const periods = metrics.flatMap(({ periodSeconds }) => periodSeconds ?? []);
  return periods.length > 0 ? Math.max(...periods) : undefined;
}
