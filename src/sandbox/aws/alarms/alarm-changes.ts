import { type BusEvent, busEvent } from "../events/bus-event.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import { configurationChangeDetail, stateChangeDetail } from "./alarm-event.ts";
import type { AlarmHistory } from "./alarm-history.ts";
import type { Alarm, AlarmState, Alarms } from "./alarms.ts";

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

/** Told after an alarm's state has changed, before the event is sent; gives back the alarm as it then stands. */
export type OnTransition = (alarm: Alarm, previous: Alarm["state"], at: Date) => Alarm;
type AfterTransition = (alarm: Alarm, previous: Alarm["state"], at: Date) => void;

/** Changes alarms and tells the default bus of the alarm's Region about it. */
export interface AlarmChanges {
  /** Throws ResourceNotFound for an unknown alarm. Staying in a state is no transition and tells nobody. */
  setState: (change: AlarmStateChange) => void;
  save: (alarm: Alarm) => void;
  remove: (alarm: Alarm) => void;
  /** What happens on each transition, in the order of registration. */
  afterTransition: (act: AfterTransition) => void;
  /** Decides, before anybody is told, whether the alarm may act. */
  beforeTransition: (decide: OnTransition) => void;
}

export type TellBus = (region: string, event: BusEvent) => void;

export function createAlarmChanges(
  world: World,
  { alarms, history, tellBus }: { alarms: Alarms; history: AlarmHistory; tellBus: TellBus },
): AlarmChanges {
  const before: OnTransition[] = [];
  const after: AfterTransition[] = [];
  const tell = (alarm: Alarm, detailType: string, at: Date, detail: object) => {
    const event = { source: "aws.cloudwatch", detailType, detail, resources: [alarm.arn], at };
    tellBus(alarm.region, busEvent(world, alarm.region, event));
  };
  const configured = (operation: "create" | "update" | "delete", alarm: Alarm, previous?: Alarm) => {
    const at = operation === "delete" ? world.clock() : new Date(alarm.updatedAt);
    const detail = configurationChangeDetail(operation, alarm, previous);
    tell(alarm, "CloudWatch Alarm Configuration Change", at, detail);
    const summary = `Alarm "${alarm.name}" ${operation}d`;
    history.note(alarm, {
      type: "ConfigurationUpdate",
      at: at.getTime(),
      summary,
      data: { type: operation },
    });
    world.changed();
  };
  return {
    beforeTransition: (decide) => void before.push(decide),
    afterTransition: (act) => void after.push(act),
    setState(change) {
      const { alarmName, region, state: value, reason, reasonData, at = world.clock() } = change;
      const alarm = alarms.find(region, alarmName);
      if (alarm === undefined) {
        throw new AwsError("ResourceNotFound", `The alarm ${alarmName} does not exist.`, { status: 404 });
      }
      const previous = alarm.state;
      const transition = value !== previous.value;
      const time = at.getTime();
      const state = { ...previous, value, reason, reasonData, at: time };
      let changed: Alarm = { ...alarm, state: transition ? { ...state, since: time } : state };
      alarms.save(changed);
      world.changed();
      if (!transition) return;
      for (const decide of before) changed = decide(changed, previous, at);
      alarms.save(changed);
      tell(changed, "CloudWatch Alarm State Change", at, stateChangeDetail(changed, previous));
      const summary = `Alarm updated from ${previous.value} to ${value}`;
      const data = { oldState: stateData(previous), newState: stateData(changed.state) };
      history.note(changed, { type: "StateUpdate", at: time, summary, data });
      for (const act of after) act(changed, previous, at);
    },
    save(alarm) {
      const previous = alarms.find(alarm.region, alarm.name);
      alarms.save(alarm);
      configured(previous ? "update" : "create", alarm, previous);
    },
    remove(alarm) {
      alarms.remove(alarm);
      configured("delete", alarm);
    },
  };
}

function stateData({ value, reason, reasonData }: Alarm["state"]): object {
  return {
    stateValue: value,
    stateReason: reason,
    ...(reasonData && { stateReasonData: JSON.parse(reasonData) }),
  };
}
