import type { World } from "../world.ts";
import type { AlarmChanges } from "./alarm-changes.ts";
import { stateTime } from "./alarm-event.ts";
import { type Alarm, type Alarms, isComposite } from "./alarms.ts";
import { alarmsOf, holds, parseCompositeRule } from "./composite-rule.ts";

/** Keeps composite alarms in the state their rules give, and tells which child made them change. */
export function createCompositeEvaluation(
  world: World,
  { alarms, changes }: { alarms: Alarms; changes: AlarmChanges },
): { begin: (alarm: Alarm) => void } {
  const evaluate = (alarm: Alarm, reason: string, triggering: readonly Alarm[], at: Date) => {
    const rule = parseCompositeRule(alarm.definition.AlarmRule ?? "");
    const holdsNow = holds(rule, (name) => alarms.find(alarm.region, name)?.state.value);
    const state = holdsNow ? "ALARM" : "OK";
    if (alarm.scripted || state === alarm.state.value) return;
    const triggeringAlarms = triggering.map((child) => ({
      arn: child.arn,
      state: { value: child.state.value, timestamp: stateTime(new Date(child.state.at)) },
    }));
    const reasonData = JSON.stringify({ triggeringAlarms });
    changes.setState({
      alarmName: alarm.name,
      region: alarm.region,
      state,
      reason: reason.replace("{state}", state),
      reasonData,
      at,
    });
  };
  changes.afterTransition((child, _previous, at) => {
    const told = `${child.arn} transitioned to ${child.state.value} at ${longTime(at)}`;
    for (const parent of parentsOf(alarms, child)) evaluate(parent, told, [child], at);
  });
  return {
    begin(alarm) {
      const children = childrenOf(alarms, alarm);
      const told = `${alarm.arn} was created and its alarm rule evaluates to {state}`;
      evaluate(alarm, told, children, world.clock());
    },
  };
}

export function childrenOf(alarms: Alarms, alarm: Alarm): Alarm[] {
  if (!isComposite(alarm)) return [];
  const names = alarmsOf(parseCompositeRule(alarm.definition.AlarmRule ?? ""));
  return names.flatMap((name) => alarms.find(alarm.region, name) ?? []);
}

export function parentsOf(alarms: Alarms, child: Alarm): Alarm[] {
  return alarms
    .list(child.region)
    .filter((alarm) => childrenOf(alarms, alarm).some(({ arn }) => arn === child.arn));
}

/** `Monday 04 May, 2026 12:00:05 UTC`. */
function longTime(at: Date): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    at.toLocaleDateString("en-GB", { ...options, timeZone: "UTC" });
  const day = `${part({ weekday: "long" })} ${part({ day: "2-digit" })} ${part({ month: "long" })}`;
  return `${day}, ${at.getUTCFullYear()} ${at.toISOString().slice(11, 19)} UTC`;
}
