import { z } from "zod";
import type { Alarm, AlarmKind } from "./alarm.ts";
import type { AlarmArn } from "./alarm-arn.ts";
import { eventMetrics, kindFromMetrics, longestPeriod, sharedDimensions } from "./alarm-metrics.ts";
import {
  listOf,
  namedValues,
  optionalCount,
  optionalObject,
  optionalState,
  optionalText,
  optionalTime,
  reasonDataOf,
  state,
  text,
} from "./foreign.ts";

/** What EventBridge calls `detail` and the Lambda action `alarmData`. */
export const alarmDetail = z.object({
  alarmName: optionalText,
  state: z.object({
    value: state,
    reason: optionalText,
    reasonData: reasonDataOf({
      period: optionalCount,
      triggeringAlarms: listOf(z.object({ arn: text, state: optionalObject({ value: optionalState }) })),
      queryResultsToEvaluate: optionalCount,
    }),
    timestamp: optionalTime,
    actionsSuppressedBy: optionalText,
  }),
  previousState: optionalObject({ value: optionalState }),
  configuration: optionalObject({
    description: optionalText,
    metrics: eventMetrics,
    alarmRule: optionalText,
    evaluationPeriods: optionalCount,
  }),
  alarmContributor: optionalObject({ id: text, attributes: namedValues }),
  muteDetail: z.looseObject({}).optional().catch(undefined),
  alarmTags: namedValues,
});

export type AlarmDetail = z.infer<typeof alarmDetail>;

/** The alarm in a detail whose ARN and time the envelope helped to settle. */
export function alarmFromDetail(detail: AlarmDetail, arn: AlarmArn, at: Date, muted: boolean): Alarm {
  const { reasonData, actionsSuppressedBy } = detail.state;
  const metrics = detail.configuration?.metrics ?? [];
  return {
    ...arn,
    kind: kindOf(detail),
    state: detail.state.value,
    previousState: detail.previousState?.value,
    reason: detail.state.reason ?? "",
    description: detail.configuration?.description,
    at,
    metrics,
    dimensions: sharedDimensions(metrics),
    children: (reasonData?.triggeringAlarms ?? []).map((child) => ({
      arn: child.arn,
      state: child.state?.value,
    })),
    contributor: detail.alarmContributor,
    muted: muted || detail.muteDetail !== undefined,
    suppressed: actionsSuppressedBy !== undefined && actionsSuppressedBy !== "",
    tags: detail.alarmTags,
    periodSeconds: longestPeriod(metrics) ?? reasonData?.period,
    evaluationPeriods: detail.configuration?.evaluationPeriods ?? reasonData?.queryResultsToEvaluate,
  };
}

function kindOf({ alarmContributor, configuration, state }: AlarmDetail): AlarmKind {
  if (alarmContributor) return "contributor";
  if (configuration?.alarmRule !== undefined || state.reasonData?.triggeringAlarms.length) return "composite";
  if (state.reasonData?.queryResultsToEvaluate !== undefined) return "log";
  return kindFromMetrics(configuration?.metrics ?? []);
}
