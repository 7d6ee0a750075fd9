import type { Alarm } from "../../../src/domain/alarm/alarm.ts";
import { type AlarmStatus, applyTransition } from "../../../src/domain/alarm/alarm-status.ts";
import type { TimelineEntry } from "../../../src/domain/timeline/timeline.ts";
import type { SentAlarm } from "../load.ts";
import type { World } from "../world.ts";
import { byKey, few, rows } from "./rows.ts";

interface StatusRow extends Pick<AlarmStatus, "state" | "count" | "transitions" | "at"> {
  incident_id: string;
  alarm_key: string;
}

const keyOf = (arn: unknown, state: unknown, at: unknown) =>
  `${String(arn)} ${String(state)} ${new Date(String(at)).getTime()}`;

/** I1: every accepted alarm is in exactly one timeline. I2: every transition is there once. I4: see `aboutStates`. */
export async function aboutAlarms(
  world: World,
  sent: readonly SentAlarm[],
  timeline: readonly TimelineEntry[],
) {
  const transitions = timeline.filter(({ action }) => action === "alarm.transition");
  const found = byKey(transitions, ({ body }) => keyOf(body.arn, body.state, body.at));
  const twice = [...found].filter(([, entries]) => entries.length > 1);
  // An OK of which no ALARM is open belongs nowhere.
  const opened = new Set(transitions.map(({ body }) => String(body.arn)));
  const missing = sent
    .filter(({ accepted, state, arn }) => accepted && (state === "ALARM" || opened.has(arn)))
    .filter(({ arn, state, at }) => !found.has(keyOf(arn, state, at)));
  const aside = await rows<{ id: string; state: string; error: string | null }>(
    world,
    "select id, state, error from inbox where state not in ('new', 'done')",
  );
  const statuses = await rows<StatusRow>(world, "select * from incident_alarm");
  return {
    accepted: sent.filter(({ accepted }) => accepted).length,
    lost: missing.length,
    doubled: twice.length,
    faults: [
      ...few(missing, ({ name, state, at }) => `I1: ${name} ${state} at ${at} is in no timeline`),
      ...few(aside, ({ id, state, error }) => `I1: message ${id} of the inbox is ${state}: ${error}`),
      ...few(twice, ([key, entries]) => `I2: ${key} is there ${entries.length} times`),
      ...aboutStates(transitions, statuses),
    ],
  };
}

/** I4: an alarm's state is its timeline folded by state time. */
function aboutStates(transitions: readonly TimelineEntry[], statuses: readonly StatusRow[]): string[] {
  const of = byKey(transitions, ({ incidentId, body }) => `${incidentId} ${String(body.arn)}`);
  const wrong = statuses.flatMap((status) => {
    const at = (arn: string) => of.get(`${status.incident_id} ${arn}`);
    const { alarm_key: key } = status;
    let folded: AlarmStatus | undefined;
    // A contributor stands behind the ARN.
    for (const { body } of at(key) ?? at(key.slice(0, key.lastIndexOf("|"))) ?? [])
      folded = applyTransition(folded, alarmOf(body), "P3").status;
    const same =
      folded?.state === status.state &&
      folded.at.getTime() === status.at.getTime() &&
      folded.transitions === status.transitions;
    return same ? [] : [{ status, folded }];
  });
  return few(
    wrong,
    ({ status, folded }) =>
      `I4: ${status.alarm_key} is ${status.state} after ${status.transitions}; its timeline says ${folded?.state} after ${folded?.transitions}`,
  );
}

const alarmOf = (body: TimelineEntry["body"]): Alarm =>
  ({
    ...{ arn: String(body.arn), name: String(body.alarm), state: body.state, at: new Date(String(body.at)) },
  }) as Alarm;
