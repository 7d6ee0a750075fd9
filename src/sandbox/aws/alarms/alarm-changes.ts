import { busEvent } from "../events/bus-event.ts";
import type { EventBuses } from "../events/event-buses.ts";
import type { DeliverEvent } from "../events/event-delivery.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import { type ContributorState, contributorDetail, metricsOf, stateChangeDetail } from "./alarm-event.ts";
import type { Alarm, AlarmState, Alarms } from "./alarms.ts";

/** A contributor of the named alarm changes its state. */
export interface ContributorAlarm extends ContributorState {
  alarmName: string;
  region: string;
}

/** A change of an alarm's state, as SetAlarmState takes it. */
export interface AlarmStateChange {
  alarmName: string;
  region: string;
  state: AlarmState;
  reason: string;
  /** JSON in a text. */
  reasonData?: string;
  /** Left out: now. */
  at?: Date;
}

/** A metric alarm in a new state; it is made, or made anew, from this. */
export interface MetricAlarm extends AlarmStateChange {
  description: string;
  namespace: string;
  metricName: string;
  periodSeconds: number;
  threshold: number;
}

/** Changes alarms and tells the default bus of the alarm's Region about each transition. */
export interface AlarmChanges {
  /** Throws ResourceNotFound for an unknown alarm. Staying in a state is no transition and tells nobody. */
  setState: (change: AlarmStateChange) => void;
  raiseContributor: (alarm: ContributorAlarm) => void;
  raiseMetric: (alarm: MetricAlarm) => void;
}

export function createAlarmChanges(
  world: World,
  alarms: Alarms,
  buses: EventBuses,
  deliver: DeliverEvent,
): AlarmChanges {
  const tell = (region: string, detailType: string, arn: string, at: Date, detail: object) => {
    const bus = buses.find(region);
    const event = { source: "aws.cloudwatch", detailType, detail, resources: [arn], at };
    if (bus) deliver(bus, busEvent(world, region, event));
  };
  const setState: AlarmChanges["setState"] = (change) => {
    const { alarmName, region, state: value, reason, reasonData, at = world.clock() } = change;
    const alarm = alarms.find(region, alarmName);
    if (alarm === undefined) {
      throw new AwsError("ResourceNotFound", `The alarm ${alarmName} does not exist.`, { status: 404 });
    }
    const changed: Alarm = { ...alarm, state: { value, reason, reasonData, at: at.getTime() } };
    alarms.save(changed);
    if (value !== alarm.state.value) {
      tell(region, "CloudWatch Alarm State Change", alarm.arn, at, stateChangeDetail(changed, alarm.state));
    }
    world.changed();
  };
  return {
    setState,
    raiseMetric(alarm) {
      const { alarmName: name, region, description, namespace, metricName, periodSeconds, threshold } = alarm;
      const now = world.clock().getTime();
      const calm = { value: "OK", reason: "Threshold not crossed.", at: now } as const;
      alarms.save({
        name,
        arn: alarms.arnOf(region, name),
        region,
        definition: {
          AlarmDescription: description,
          Namespace: namespace,
          MetricName: metricName,
          Statistic: "Sum",
          Period: periodSeconds,
          EvaluationPeriods: 1,
          Threshold: threshold,
          ComparisonOperator: "GreaterThanOrEqualToThreshold",
        },
        state: alarms.find(region, name)?.state ?? calm,
        updatedAt: now,
      });
      setState(alarm);
    },
    raiseContributor({ alarmName, region, ...contributor }) {
      const known = alarms.find(region, alarmName);
      const by = Object.keys(contributor.attributes).join(", ");
      const scripted = [
        { id: "q1", expression: `SELECT COUNT(*) GROUP BY ${by}`, returnData: true, period: 300 },
      ];
      const metrics = known ? metricsOf(alarmName, known.definition) : scripted;
      const detail = contributorDetail(alarmName, contributor, metrics);
      const arn = alarms.arnOf(region, alarmName);
      tell(region, "CloudWatch Alarm Contributor State Change", arn, contributor.at, detail);
    },
  };
}
