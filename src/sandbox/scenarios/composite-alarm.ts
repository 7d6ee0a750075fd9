import type { AlarmToRaise, CompositeAlarmToRaise } from "./alarm-to-raise.ts";
import { later } from "./noise-act.ts";

/** An alarm that says how others stand: it follows the last of its children by a second. */
export function compositeAlarm(
  {
    accountId,
    ...about
  }: { accountId: string; alarmName: string; description: string; tags?: Record<string, string> },
  { rule, children, state }: { rule: string; children: readonly AlarmToRaise[]; state: "ALARM" | "OK" },
): CompositeAlarmToRaise {
  const last = new Date(Math.max(...children.map((child) => child.at.getTime())));
  const arnOf = ({ region, alarmName }: AlarmToRaise) =>
    `arn:aws:cloudwatch:${region}:${accountId}:alarm:${alarmName}`;
  const region = children[0]?.region ?? "eu-central-1";
  const trigger = children.find((child) => child.at.getTime() === last.getTime());
  return {
    kind: "composite",
    ...about,
    region,
    rule,
    state,
    at: later(last, 1),
    reason: `${trigger ? arnOf(trigger) : ""} transitioned to ${state} at ${last.toUTCString()}`,
    reasonData: JSON.stringify({
      triggeringAlarms: children.map((child) => ({
        arn: arnOf(child),
        state: { value: child.state, timestamp: child.at.toISOString().replace("Z", "+0000") },
      })),
    }),
  };
}
