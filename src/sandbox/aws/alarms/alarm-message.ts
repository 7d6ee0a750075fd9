import { stateTime } from "./alarm-event.ts";
import {
  type Alarm,
  type AlarmDefinition,
  type Dimension,
  isComposite,
  type StateOfAlarm,
} from "./alarms.ts";
import { regionTitle } from "./region-title.ts";

/** What CloudWatch publishes to a topic when an alarm changes its state. */
export function alarmMessage(alarm: Alarm, previous: StateOfAlarm, accountId: string): object {
  const { definition, state } = alarm;
  return {
    AlarmName: alarm.name,
    AlarmDescription: definition.AlarmDescription ?? null,
    AWSAccountId: accountId,
    AlarmConfigurationUpdatedTimestamp: stateTime(new Date(alarm.updatedAt)),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: stateTime(new Date(state.at)),
    Region: regionTitle(alarm.region),
    AlarmArn: alarm.arn,
    OldStateValue: previous.value,
    OKActions: definition.OKActions ?? [],
    AlarmActions: definition.AlarmActions ?? [],
    InsufficientDataActions: definition.InsufficientDataActions ?? [],
    ActionExecutedAfterMuteWindow: false,
    ...(isComposite(alarm) ? childrenView(alarm) : { Trigger: triggerView(definition) }),
  };
}

function childrenView({ definition, state }: Alarm): object {
  const data = state.reasonData ? (JSON.parse(state.reasonData) as { triggeringAlarms?: Child[] }) : {};
  return {
    AlarmRule: definition.AlarmRule,
    TriggeringChildren: (data.triggeringAlarms ?? []).map(({ arn, state: { value, timestamp } }) => ({
      Arn: arn,
      State: { Value: value, Timestamp: timestamp },
    })),
  };
}

interface Child {
  arn: string;
  state: { value: string; timestamp: string };
}

function triggerView(definition: AlarmDefinition): object {
  const shared = {
    Period: definition.Period ?? definition.Metrics?.find(({ MetricStat }) => MetricStat)?.MetricStat?.Period,
    EvaluationPeriods: definition.EvaluationPeriods,
    ...(definition.DatapointsToAlarm != null && { DatapointsToAlarm: definition.DatapointsToAlarm }),
    ComparisonOperator: definition.ComparisonOperator,
    Threshold: definition.Threshold,
    TreatMissingData: definition.TreatMissingData ?? "missing",
    EvaluateLowSampleCountPercentile: definition.EvaluateLowSampleCountPercentile ?? "",
  };
  if (!definition.Metrics) {
    const { ExtendedStatistic, Statistic } = definition;
    return {
      MetricName: definition.MetricName,
      Namespace: definition.Namespace,
      ...(ExtendedStatistic
        ? { StatisticType: "ExtendedStatistic", ExtendedStatistic }
        : { StatisticType: "Statistic", Statistic: upperCase(Statistic ?? "Average") }),
      Unit: definition.Unit ?? null,
      Dimensions: dimensionsView(definition.Dimensions),
      ...shared,
    };
  }
  return {
    ...shared,
    Metrics: definition.Metrics.map(({ Id, Expression, Label, MetricStat, ReturnData }) => ({
      ...(Expression && { Expression }),
      Id,
      ...(Label && { Label }),
      ...(MetricStat && {
        MetricStat: {
          Metric: {
            Dimensions: dimensionsView(MetricStat.Metric.Dimensions),
            MetricName: MetricStat.Metric.MetricName,
            Namespace: MetricStat.Metric.Namespace,
          },
          Period: MetricStat.Period,
          Stat: MetricStat.Stat,
        },
      }),
      ReturnData: ReturnData ?? true,
    })),
  };
}

function dimensionsView(dimensions: Dimension[] | null | undefined): object[] {
  return (dimensions ?? []).map(({ Name, Value }) => ({ value: Value, name: Name }));
}

/** SampleCount → SAMPLE_COUNT. */
function upperCase(statistic: string): string {
  return statistic.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
}
