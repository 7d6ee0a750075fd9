import { busEvent } from "../events/bus-event.ts";
import type { World } from "../world.ts";
import type { AlarmChanges, AlarmStateChange, TellBus } from "./alarm-changes.ts";
import { type ContributorState, contributorDetail, metricsOf } from "./alarm-event.ts";
import type { AlarmDefinition, Alarms } from "./alarms.ts";

/** A contributor of the named alarm changes its state. */
export interface ContributorAlarm extends ContributorState {
  alarmName: string;
  region: string;
}

interface ScriptedAlarm extends AlarmStateChange {
  description: string;
  tags?: Record<string, string>;
  /** Topics that are told. */
  actions?: string[];
}

/** A metric alarm in a new state; it is made, or made anew, from this, and nothing but a story changes it. */
export interface MetricAlarm extends ScriptedAlarm {
  namespace: string;
  metricName: string;
  periodSeconds: number;
  threshold: number;
  dimensions?: Record<string, string>;
  /** Sum unless told. */
  statistic?: string;
  /** At or over the threshold unless told. */
  comparison?: string;
}

/** The same about other alarms, which need not exist. */
export interface CompositeAlarm extends ScriptedAlarm {
  rule: string;
}

/** Alarms whose states a story sets. */
export interface ScriptedAlarms {
  raiseContributor: (alarm: ContributorAlarm) => void;
  raiseMetric: (alarm: MetricAlarm) => void;
  raiseComposite: (alarm: CompositeAlarm) => void;
}

export function createScriptedAlarms(
  world: World,
  { alarms, changes, tellBus }: { alarms: Alarms; changes: AlarmChanges; tellBus: TellBus },
): ScriptedAlarms {
  const make = (alarm: ScriptedAlarm, definition: AlarmDefinition) => {
    const { alarmName: name, region, tags, actions } = alarm;
    const at = world.clock().getTime();
    const existing = alarms.find(region, name);
    const calm = { value: "OK", reason: "Threshold not crossed.", at, since: at } as const;
    alarms.save({
      name,
      arn: alarms.arnOf(region, name),
      region,
      definition: {
        ...definition,
        AlarmDescription: alarm.description,
        ...(actions && { AlarmActions: actions, OKActions: actions }),
      },
      state: existing?.state ?? calm,
      updatedAt: at,
      tags: tags ?? existing?.tags ?? {},
      scripted: true,
    });
    changes.setState(alarm);
  };
  return {
    raiseMetric(alarm) {
      make(alarm, {
        Namespace: alarm.namespace,
        MetricName: alarm.metricName,
        Dimensions: Object.entries(alarm.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
        Statistic: alarm.statistic ?? "Sum",
        Period: alarm.periodSeconds,
        EvaluationPeriods: 1,
        Threshold: alarm.threshold,
        ComparisonOperator: alarm.comparison ?? "GreaterThanOrEqualToThreshold",
      });
    },
    raiseComposite(alarm) {
      make(alarm, { AlarmRule: alarm.rule });
    },
    raiseContributor({ alarmName, region, ...contributor }) {
      const known = alarms.find(region, alarmName);
      const by = Object.keys(contributor.attributes).join(", ");
      const scripted = [
        { id: "q1", expression: `SELECT COUNT(*) GROUP BY ${by}`, returnData: true, period: 300 },
      ];
      const metrics = known ? metricsOf(alarmName, known.definition) : scripted;
      const detail = contributorDetail(alarmName, contributor, metrics);
      const event = {
        source: "aws.cloudwatch",
        detailType: "CloudWatch Alarm Contributor State Change",
        detail,
        resources: [alarms.arnOf(region, alarmName)],
        at: contributor.at,
      };
      tellBus(region, busEvent(world, region, event));
    },
  };
}
