import { createHash } from "node:crypto";
import type { Alarm, AlarmDefinition } from "./alarms.ts";

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
export function stateChangeDetail(alarm: Alarm, previous: Alarm["state"]): object {
  return {
    alarmName: alarm.name,
    state: stateView(alarm.state),
    previousState: stateView(previous),
    configuration: {
      ...(alarm.definition.AlarmDescription && { description: alarm.definition.AlarmDescription }),
      metrics: metricsOf(alarm.name, alarm.definition),
    },
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

function stateView({ value, reason, reasonData, at }: Alarm["state"]): object {
  return { value, reason, ...(reasonData && { reasonData }), timestamp: stateTime(new Date(at)) };
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
