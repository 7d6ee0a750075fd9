import { z } from "zod";
import type { AlarmMetric } from "./alarm.ts";
import { snsMetrics } from "./alarm-metrics.ts";
import { namedValues, optionalCount, optionalText } from "./foreign.ts";

/** `Trigger` of an SNS alarm message: one metric in its own fields, or `Metrics` for math. */
export const snsTrigger = z.object({
  MetricName: optionalText,
  Namespace: optionalText,
  Statistic: optionalText,
  ExtendedStatistic: optionalText,
  Dimensions: namedValues,
  Period: optionalCount,
  EvaluationPeriods: optionalCount,
  Metrics: snsMetrics,
});

export function metricsOfTrigger(trigger: z.infer<typeof snsTrigger> | undefined): AlarmMetric[] {
  if (!trigger || trigger.Metrics.length > 0) return trigger?.Metrics ?? [];
  if (trigger.MetricName === undefined) return [];
  return [
    {
      namespace: trigger.Namespace,
      name: trigger.MetricName,
      dimensions: trigger.Dimensions,
      stat: trigger.ExtendedStatistic ?? (trigger.Statistic && apiName(trigger.Statistic)),
      periodSeconds: trigger.Period,
      returnData: true,
    },
  ];
}

/** SAMPLE_COUNT, as SNS shouts it, is SampleCount everywhere else. */
function apiName(statistic: string): string {
  return statistic.toLowerCase().replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
