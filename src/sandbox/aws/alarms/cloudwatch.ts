import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { flag, numeric, readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import type { AlarmChanges } from "./alarm-changes.ts";
import type { Alarm, Alarms } from "./alarms.ts";

const Dimensions = z.array(z.object({ Name: z.string(), Value: z.string() })).nullish();
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
const Actions = z.array(z.string()).nullish();
const PutMetricAlarm = z.object({
  AlarmName: z.string().min(1).max(255),
  AlarmDescription: z.string().max(1024).nullish(),
  ActionsEnabled: flag.nullish(),
  OKActions: Actions,
  AlarmActions: Actions,
  InsufficientDataActions: Actions,
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
  TreatMissingData: z.string().nullish(),
  Metrics: z.array(MetricQuery).nullish(),
});
const SetAlarmState = z.object({
  AlarmName: z.string(),
  StateValue: z.enum(["OK", "ALARM", "INSUFFICIENT_DATA"]),
  StateReason: z.string().max(1023),
  StateReasonData: z.string().max(4000).nullish(),
});
const DescribeAlarms = z.object({
  AlarmNames: z.array(z.string()).max(100).nullish(),
  AlarmNamePrefix: z.string().nullish(),
  StateValue: z.string().nullish(),
  MaxRecords: numeric.nullish(),
  NextToken: z.string().nullish(),
});
const DeleteAlarms = z.object({ AlarmNames: z.array(z.string()).max(100) });

/** CloudWatch alarms. Nothing is measured: states change when somebody sets them. */
export function cloudWatchOperations(world: World, alarms: Alarms, changes: AlarmChanges): Operations {
  return {
    PutMetricAlarm({ region, input }) {
      const { AlarmName: name, ...definition } = readInput(PutMetricAlarm, input);
      if ((definition.Metrics == null) === (definition.MetricName == null)) {
        throw new AwsError("ValidationError", "Exactly one of MetricName and Metrics must be specified.");
      }
      const now = world.clock().getTime();
      const existing = alarms.find(region, name);
      const unchecked = {
        value: "INSUFFICIENT_DATA",
        reason: "Unchecked: Initial alarm creation",
        at: now,
      } as const;
      alarms.save({
        name,
        arn: alarms.arnOf(region, name),
        region,
        definition,
        state: existing?.state ?? unchecked,
        updatedAt: now,
      });
      world.changed();
      return {};
    },
    DescribeAlarms({ region, input }) {
      const { AlarmNames, AlarmNamePrefix, StateValue, MaxRecords, NextToken } = readInput(
        DescribeAlarms,
        input,
      );
      if (AlarmNames != null && AlarmNamePrefix != null) {
        throw new AwsError("ValidationError", "AlarmNames and AlarmNamePrefix cannot be specified together.");
      }
      const wanted = alarms
        .list(region)
        .filter(({ name }) =>
          AlarmNames ? AlarmNames.includes(name) : name.startsWith(AlarmNamePrefix ?? ""),
        )
        .filter(({ state }) => StateValue == null || state.value === StateValue);
      const from = NextToken == null ? 0 : wanted.findIndex(({ name }) => name > NextToken);
      const page = from < 0 ? [] : wanted.slice(from, from + (MaxRecords ?? 50));
      const more = from >= 0 && from + page.length < wanted.length;
      return {
        MetricAlarms: page.map(alarmView),
        CompositeAlarms: [],
        NextToken: more ? page.at(-1)?.name : undefined,
      };
    },
    SetAlarmState({ region, input }) {
      const { AlarmName, StateValue, StateReason, StateReasonData } = readInput(SetAlarmState, input);
      changes.setState({
        alarmName: AlarmName,
        region,
        state: StateValue,
        reason: StateReason,
        reasonData: StateReasonData ?? undefined,
      });
      return {};
    },
    DeleteAlarms({ region, input }) {
      const { AlarmNames } = readInput(DeleteAlarms, input);
      for (const name of AlarmNames) {
        const alarm = alarms.find(region, name);
        if (alarm) alarms.remove(alarm);
      }
      world.changed();
      return {};
    },
  };
}

function alarmView({ name, arn, definition, state, updatedAt }: Alarm): object {
  const stated = Object.entries(definition).filter(([, value]) => value != null);
  return {
    AlarmName: name,
    AlarmArn: arn,
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    ...(definition.Metrics ? {} : { Dimensions: [] }),
    ...Object.fromEntries(stated),
    AlarmConfigurationUpdatedTimestamp: new Date(updatedAt),
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: new Date(state.at),
    StateTransitionedTimestamp: new Date(state.at),
  };
}
