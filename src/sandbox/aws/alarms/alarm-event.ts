import { createHash } from "node:crypto";
import { type Alarm, type AlarmDefinition, isComposite, type StateOfAlarm } from "./alarms.ts";

/** A contributor of a multi-series or log alarm: it has a state of its own and never INSUFFICIENT_DATA. */
export interface ContributorState {
  description?: string;
  contributorId: string;
  attributes: Record<string, string>;
  state: "ALARM" | "OK";
  reason: string;
  at: Date;
}

/** The detail of `CloudWatch Alarm State Change`. */
export function stateChangeDetail(alarm: Alarm, previous: StateOfAlarm): object {
  const { AlarmDescription } = alarm.definition;
  return {
    alarmName: alarm.name,
    state: stateView(alarm.state),
    previousState: stateView(previous),
    configuration: { ...(AlarmDescription && { description: AlarmDescription }), ...testOf(alarm) },
  };
}

/** The detail of `CloudWatch Alarm Configuration Change`. */
export function configurationChangeDetail(
  operation: "create" | "update" | "delete",
  alarm: Alarm,
  previous?: Alarm,
): object {
  const { value, at, suppressedBy } = alarm.state;
  return {
    alarmName: alarm.name,
    operation,
    state: {
      ...(suppressedBy && { actionsSuppressedBy: suppressedBy }),
      value,
      timestamp: stateTime(new Date(at)),
    },
    configuration: configurationView(alarm),
    ...(previous && { previousConfiguration: configurationView(previous) }),
  };
}

/** The detail of `CloudWatch Alarm Contributor State Change`: no previous state, no reason data. */
export function contributorDetail(
  alarmName: string,
  contributor: ContributorState,
  metrics: object[],
): object {
  const { contributorId, attributes, state, reason, at, description } = contributor;
  return {
    alarmName,
    alarmContributor: { id: contributorId, attributes },
    state: { value: state, reason, timestamp: stateTime(at) },
    configuration: { ...(description && { description }), metrics },
  };
}

/** `2026-05-04T08:16:31.514+0000`: the offset has no colon. */
export function stateTime(at: Date): string {
  return at.toISOString().replace("Z", "+0000");
}

function stateView({ value, reason, reasonData, at, suppressedBy }: StateOfAlarm): object {
  return {
    ...(suppressedBy && {
      actionsSuppressedBy: suppressedBy,
      actionsSuppressedReason: `Actions suppressed by ${suppressedBy}`,
    }),
    value,
    reason,
    ...(reasonData && { reasonData }),
    timestamp: stateTime(new Date(at)),
  };
}

/** What the alarm looks at: metrics, or other alarms. */
function testOf(alarm: Alarm): object {
  const { definition } = alarm;
  if (!isComposite(alarm)) return { metrics: metricsOf(alarm.name, definition) };
  return {
    alarmRule: definition.AlarmRule,
    ...(definition.ActionsSuppressor && {
      actionsSuppressor: definition.ActionsSuppressor,
      actionsSuppressorWaitPeriod: definition.ActionsSuppressorWaitPeriod,
      actionsSuppressorExtensionPeriod: definition.ActionsSuppressorExtensionPeriod,
    }),
  };
}

function configurationView(alarm: Alarm): object {
  const { name, definition, updatedAt } = alarm;
  const { EvaluationPeriods, DatapointsToAlarm, Threshold, ComparisonOperator, TreatMissingData } =
    definition;
  return {
    ...(EvaluationPeriods != null && { evaluationPeriods: EvaluationPeriods }),
    ...(DatapointsToAlarm != null && { datapointsToAlarm: DatapointsToAlarm }),
    ...(Threshold != null && { threshold: Threshold }),
    ...(ComparisonOperator != null && { comparisonOperator: ComparisonOperator }),
    ...(TreatMissingData != null && { treatMissingData: TreatMissingData }),
    ...testOf(alarm),
    alarmName: name,
    ...(definition.AlarmDescription && { description: definition.AlarmDescription }),
    actionsEnabled: definition.ActionsEnabled ?? true,
    timestamp: stateTime(new Date(updatedAt)),
    okActions: definition.OKActions ?? [],
    alarmActions: definition.AlarmActions ?? [],
    insufficientDataActions: definition.InsufficientDataActions ?? [],
  };
}

export function metricsOf(alarmName: string, definition: AlarmDefinition): object[] {
  if (definition.Metrics?.length) {
    return definition.Metrics.map(({ Id, Expression, Label, Period, ReturnData, MetricStat }) => ({
      id: Id,
      ...(Expression && { expression: Expression }),
      ...(Label && { label: Label }),
      ...(Period && { period: Period }),
      ...(MetricStat && {
        metricStat: {
          metric: metricView(MetricStat.Metric),
          period: MetricStat.Period,
          stat: MetricStat.Stat,
        },
      }),
      returnData: ReturnData ?? true,
    }));
  }
  const stat = definition.ExtendedStatistic ?? definition.Statistic ?? "Average";
  const digest = createHash("sha256").update(alarmName).digest("hex");
  const id = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  const metricStat = { metric: metricView(definition), period: definition.Period ?? 300, stat };
  return [{ id, metricStat, returnData: true }];
}

function metricView(metric: Pick<AlarmDefinition, "Namespace" | "MetricName" | "Dimensions">): object {
  return {
    namespace: metric.Namespace,
    name: metric.MetricName,
    dimensions: Object.fromEntries((metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
  };
}
