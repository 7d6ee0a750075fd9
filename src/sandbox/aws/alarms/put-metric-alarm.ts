import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { flag, numeric, readInput } from "../wire/input.ts";
import type { AlarmDefinition } from "./alarms.ts";

export const Dimensions = z.array(z.object({ Name: z.string(), Value: z.string() })).nullish();
export const Tags = z.array(z.object({ Key: z.string(), Value: z.string() }));
const MetricQuery = z.object({
  Id: z.string(),
  Expression: z.string().nullish(),
  Label: z.string().nullish(),
  Period: numeric.nullish(),
  ReturnData: flag.nullish(),
  MetricStat: z
    .object({
      Metric: z.object({ Namespace: z.string().nullish(), MetricName: z.string().nullish(), Dimensions }),
      Period: numeric,
      Stat: z.string(),
      Unit: z.string().nullish(),
    })
    .nullish(),
});
const COMPARISONS = [
  "GreaterThanOrEqualToThreshold",
  "GreaterThanThreshold",
  "LessThanThreshold",
  "LessThanOrEqualToThreshold",
  "LessThanLowerOrGreaterThanUpperThreshold",
  "LessThanLowerThreshold",
  "GreaterThanUpperThreshold",
];
const Actions = z.array(z.string()).max(5).nullish();
/** What both kinds of alarms have. */
export const AlarmSettings = z.object({
  AlarmName: z.string().min(1).max(255),
  AlarmDescription: z.string().max(1024).nullish(),
  ActionsEnabled: flag.nullish(),
  OKActions: Actions,
  AlarmActions: Actions,
  InsufficientDataActions: Actions,
  Tags: Tags.nullish(),
});
const PutMetricAlarm = AlarmSettings.extend({
  Namespace: z.string().nullish(),
  MetricName: z.string().nullish(),
  Statistic: z.enum(["SampleCount", "Average", "Sum", "Minimum", "Maximum"]).nullish(),
  ExtendedStatistic: z.string().nullish(),
  Dimensions,
  Period: numeric.nullish(),
  Unit: z.string().nullish(),
  EvaluationPeriods: numeric,
  DatapointsToAlarm: numeric.nullish(),
  Threshold: numeric.nullish(),
  ComparisonOperator: z.enum(COMPARISONS),
  TreatMissingData: z.enum(["breaching", "notBreaching", "ignore", "missing"]).nullish(),
  EvaluateLowSampleCountPercentile: z.string().nullish(),
  Metrics: z.array(MetricQuery).max(500).nullish(),
});

/** Reads and checks PutMetricAlarm. Throws ValidationError. */
export function readMetricAlarm(input: unknown): {
  name: string;
  definition: AlarmDefinition;
  tags: Record<string, string>;
} {
  const { AlarmName, Tags: tags, ...definition } = readInput(PutMetricAlarm, input);
  const { Metrics, MetricName, Period, Statistic, ExtendedStatistic, EvaluationPeriods } = definition;
  if ((Metrics == null) === (MetricName == null)) {
    throw invalid("Exactly one of MetricName and Metrics must be specified.");
  }
  if (MetricName != null && (Statistic == null) === (ExtendedStatistic == null)) {
    throw invalid("Exactly one of Statistic and ExtendedStatistic must be specified.");
  }
  if (MetricName != null) requirePeriod(Period);
  for (const { MetricStat } of Metrics ?? []) if (MetricStat) requirePeriod(MetricStat.Period);
  if (MetricName != null && definition.Threshold == null) throw invalid("Threshold must be specified.");
  if (EvaluationPeriods < 1) throw invalid("EvaluationPeriods must be at least 1.");
  const toAlarm = definition.DatapointsToAlarm ?? 1;
  if (toAlarm < 1 || toAlarm > EvaluationPeriods) {
    throw invalid("DatapointsToAlarm must be between 1 and EvaluationPeriods.");
  }
  requireActions(definition);
  return { name: AlarmName, definition, tags: asRecord(tags) };
}

export function requireActions({
  OKActions,
  AlarmActions,
  InsufficientDataActions,
}: Pick<AlarmDefinition, "OKActions" | "AlarmActions" | "InsufficientDataActions">): void {
  const actions = [...(OKActions ?? []), ...(AlarmActions ?? []), ...(InsufficientDataActions ?? [])];
  const bad = actions.find((action) => !/^arn:aws[\w-]*:[a-z0-9-]+:/.test(action));
  if (bad !== undefined) throw invalid(`Invalid arn syntax: ${bad}`);
}

export function asRecord(tags: { Key: string; Value: string }[] | null | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, Value]));
}

function requirePeriod(period: number | null | undefined): void {
  if (period === 10 || period === 20 || period === 30) return;
  if (period != null && period >= 60 && period % 60 === 0) return;
  throw invalid("Metric period must be 10, 20, 30 or a multiple of 60 seconds.");
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
