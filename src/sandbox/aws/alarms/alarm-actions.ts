import type { World } from "../world.ts";
import type { AlarmChanges } from "./alarm-changes.ts";
import type { AlarmHistory } from "./alarm-history.ts";
import { alarmMessage } from "./alarm-message.ts";
import type { Alarm, StateOfAlarm } from "./alarms.ts";
import { regionTitle } from "./region-title.ts";

const LISTS = {
  OK: "OKActions",
  ALARM: "AlarmActions",
  INSUFFICIENT_DATA: "InsufficientDataActions",
} as const;

/** Tells the topics of an alarm's actions about a transition. Other kinds of actions are reported, not done. */
export function performActions(
  world: World,
  history: AlarmHistory,
  alarm: Alarm,
  { previous, at }: { previous: StateOfAlarm; at: Date },
): void {
  const { definition, state } = alarm;
  if (definition.ActionsEnabled === false || state.suppressedBy) return;
  for (const action of definition[LISTS[state.value]] ?? []) {
    const message = JSON.stringify(alarmMessage(alarm, previous, world.accountId));
    const subject = subjectOf(alarm);
    const by = { service: "cloudwatch.amazonaws.com", sourceArn: alarm.arn };
    const reason = action.includes(":sns:")
      ? world.publish(action, { message, subject, at }, by)
      : "The sandbox account acts on SNS topics only.";
    if (reason !== undefined) world.report.undelivered(alarm.arn, action, reason);
    const done = reason === undefined ? "Successfully executed" : "Failed to execute";
    const data = {
      actionState: reason === undefined ? "Succeeded" : "Failed",
      stateUpdateTimestamp: state.at,
    };
    history.note(alarm, { type: "Action", at: at.getTime(), summary: `${done} action ${action}`, data });
  }
}

export function actOnTransitions(world: World, changes: AlarmChanges, history: AlarmHistory): void {
  changes.afterTransition((alarm, previous, at) => performActions(world, history, alarm, { previous, at }));
}

/** SNS takes a hundred characters of ASCII. */
function subjectOf({ name, region, state }: Alarm): string {
  const text = `${state.value}: "${name}" in ${regionTitle(region)}`.replace(/[^\x20-\x7e]/g, "?");
  return text.length <= 100 ? text : `${text.slice(0, 97)}...`;
}
