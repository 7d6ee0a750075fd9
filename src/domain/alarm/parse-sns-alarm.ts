import { z } from "zod";
import type { Alarm, AlarmKind } from "./alarm.ts";
import { type AlarmArn, alarmArn, parseAlarmArn } from "./alarm-arn.ts";
import { kindFromMetrics, longestPeriod, sharedDimensions } from "./alarm-metrics.ts";
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
import { type ParsedAlarm, unparsed } from "./parsed-alarm.ts";
import { metricsOfTrigger, snsTrigger } from "./sns-trigger.ts";

/** What the SNS envelope knows that a message of an old alarm may lack. */
export interface SnsContext {
  topicArn?: string;
  publishedAt?: Date;
}

const snsAlarm = z.object({
  AlarmName: text,
  AlarmDescription: optionalText,
  AWSAccountId: optionalText,
  AlarmArn: optionalText,
  NewStateValue: state,
  NewStateReason: optionalText,
  NewStateReasonData: reasonDataOf({ period: optionalCount, queryResultsToEvaluate: optionalCount }),
  OldStateValue: optionalState,
  StateChangeTime: optionalTime,
  AlarmActions: listOf(text),
  OKActions: listOf(text),
  InsufficientDataActions: listOf(text),
  AlarmRule: optionalText,
  TriggeringChildren: listOf(z.object({ Arn: text, State: optionalObject({ Value: optionalState }) })),
  AlarmContributorId: optionalText,
  AlarmContributorAttributes: namedValues,
  AlarmTags: namedValues,
  Trigger: snsTrigger.optional().catch(undefined),
});

type SnsAlarm = z.infer<typeof snsAlarm>;

/** The alarm message that CloudWatch publishes to SNS. */
export function parseSnsAlarm(json: object, context: SnsContext): ParsedAlarm {
  const parsed = snsAlarm.safeParse(json);
  if (!parsed.success)
    return unparsed("An SNS alarm message whose NewStateValue is not OK, ALARM or INSUFFICIENT_DATA.");
  const message = parsed.data;
  const arn = arnOfMessage(message, context);
  if (!arn) return unparsed("An SNS alarm message without AlarmArn, nor a topic that tells the Region.");
  const at = message.StateChangeTime ?? context.publishedAt;
  if (!at) return unparsed("An SNS alarm message without a readable StateChangeTime.");
  return { outcome: "alarm", alarm: alarmFromMessage(message, arn, at) };
}

function alarmFromMessage(message: SnsAlarm, arn: AlarmArn, at: Date): Alarm {
  const metrics = metricsOfTrigger(message.Trigger);
  const reasonData = message.NewStateReasonData;
  return {
    ...arn,
    kind: kindOf(message),
    state: message.NewStateValue,
    previousState: message.OldStateValue,
    reason: message.NewStateReason ?? "",
    description: message.AlarmDescription,
    at,
    metrics,
    dimensions: sharedDimensions(metrics),
    children: message.TriggeringChildren.map(({ Arn, State }) => ({ arn: Arn, state: State?.Value })),
    contributor: contributorOf(message),
    // A muted or suppressed alarm publishes nothing; what is published after a mute window counts in full.
    muted: false,
    suppressed: false,
    tags: message.AlarmTags,
    periodSeconds: longestPeriod(metrics) ?? message.Trigger?.Period ?? reasonData?.period,
    evaluationPeriods: message.Trigger?.EvaluationPeriods ?? reasonData?.queryResultsToEvaluate,
  };
}

function kindOf(message: SnsAlarm): AlarmKind {
  if (message.AlarmContributorId) return "contributor";
  if (message.AlarmRule !== undefined) return "composite";
  return message.Trigger ? kindFromMetrics(metricsOfTrigger(message.Trigger)) : "log";
}

function contributorOf(message: SnsAlarm): Alarm["contributor"] {
  const { AlarmContributorId: id, AlarmContributorAttributes: attributes } = message;
  return id ? { id, attributes } : undefined;
}

/** `Region` is a display name, so without AlarmArn the Region is that of the topic: alarms cannot publish to another. */
function arnOfMessage(message: SnsAlarm, { topicArn }: SnsContext): AlarmArn | undefined {
  const given = message.AlarmArn === undefined ? undefined : parseAlarmArn(message.AlarmArn);
  if (given) return given;
  const { AlarmActions, OKActions, InsufficientDataActions, AWSAccountId: account } = message;
  for (const action of [topicArn ?? "", ...AlarmActions, ...OKActions, ...InsufficientDataActions]) {
    const [, partition, region] = /^arn:([^:]+):sns:([^:]+):/.exec(action) ?? [];
    if (partition && region && account) {
      return alarmArn({ partition, region, account, name: message.AlarmName });
    }
  }
  return undefined;
}
