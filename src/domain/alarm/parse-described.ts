import { z } from "zod";
import { redactTexts } from "../text/redact.ts";
import type { Alarm } from "./alarm.ts";
import { parseAlarmArn } from "./alarm-arn.ts";
import { kindFromMetrics, longestPeriod, sharedDimensions, snsMetrics } from "./alarm-metrics.ts";
import { listOf, namedValues, optionalCount, optionalState, optionalText } from "./foreign.ts";

const described = z.object({
  AlarmName: z.string(),
  AlarmArn: z.string(),
  AlarmDescription: optionalText,
  StateValue: optionalState,
  StateReason: optionalText,
  AlarmRule: optionalText,
  Namespace: optionalText,
  MetricName: optionalText,
  Dimensions: namedValues,
  Period: optionalCount,
  EvaluationPeriods: optionalCount,
  Metrics: snsMetrics,
});

const answer = z.union([
  z
    .object({
      MetricAlarms: z.array(z.unknown()).optional(),
      CompositeAlarms: z.array(z.unknown()).optional(),
    })
    .refine(
      ({ MetricAlarms, CompositeAlarms }) => MetricAlarms !== undefined || CompositeAlarms !== undefined,
    )
    .transform(({ MetricAlarms = [], CompositeAlarms = [] }) => [...MetricAlarms, ...CompositeAlarms]),
  z.array(z.unknown()),
  z.looseObject({ AlarmArn: z.string(), StateValue: z.string() }).transform((one): unknown[] => [one]),
]);

/**
 * Alarms as `aws cloudwatch describe-alarms` prints them, the whole answer or one of its alarms, as if each went to ALARM
 * at that time; undefined when it is something else. Not a message: no intake takes this in.
 */
export function parseDescribedAlarms(json: unknown, at: Date): Alarm[] | undefined {
  const items = answer.safeParse(json);
  if (!items.success) return undefined;
  const alarms = listOf(described).parse(items.data);
  return redactTexts(alarms.flatMap((each) => alarmOf(each, at) ?? []));
}

function alarmOf(each: z.infer<typeof described>, at: Date): Alarm | undefined {
  const arn = parseAlarmArn(each.AlarmArn);
  if (arn === undefined) return undefined;
  const metrics =
    each.Metrics.length > 0 || each.MetricName === undefined
      ? each.Metrics
      : [
          {
            namespace: each.Namespace,
            name: each.MetricName,
            dimensions: each.Dimensions,
            periodSeconds: each.Period,
            returnData: true,
          },
        ];
  return {
    ...arn,
    kind: each.AlarmRule === undefined ? kindFromMetrics(metrics) : "composite",
    state: "ALARM",
    previousState: each.StateValue,
    reason: each.StateReason ?? "",
    description: each.AlarmDescription,
    at,
    metrics,
    dimensions: sharedDimensions(metrics),
    children: [],
    muted: false,
    suppressed: false,
    tags: {},
    periodSeconds: longestPeriod(metrics) ?? each.Period,
    evaluationPeriods: each.EvaluationPeriods,
  };
}
