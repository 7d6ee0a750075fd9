import { type Alarm, type AlarmState, alarmKey } from "../domain/alarm/alarm.ts";
import type { AlarmStatus } from "../domain/alarm/alarm-status.ts";
import type { Incident } from "../domain/incident/incident.ts";
import { applyAlarm } from "./alarms/apply-alarm.ts";
import type { Ports, ShownMessage } from "./ports.ts";
import { beginThread } from "./thread/begin-thread.ts";

/** What CloudWatch says of an alarm now. */
export interface StateNow {
  arn: string;
  state: AlarmState;
  /** When it came to be so. */
  at: Date;
  reason: string;
}

/** What the record is held against. Either may reject: then this incident is looked at the next time. */
export interface Outside {
  alarmStates(arns: readonly string[]): Promise<StateNow[]>;
  isThere(message: ShownMessage): Promise<boolean>;
}

type Needs = Pick<Ports, "store" | "clock" | "newId" | "settings" | "runbooks" | "enginesFor">;

const incidentsLookedAt = 200;
const alarmsLookedAt = 100;

/**
 * Holds open incidents against CloudWatch and Slack: a transition that never reached us is made up for, a first message
 * that somebody removed is posted again. Returns what could not be looked at.
 */
export async function reconcile(ports: Needs, outside: Outside): Promise<unknown[]> {
  const faults: unknown[] = [];
  for (const incident of await ports.store.incidents({ state: "open", limit: incidentsLookedAt })) {
    await catchUp(ports, outside, incident).catch((error: unknown) => faults.push(error));
    await showAgain(ports, outside, incident).catch((error: unknown) => faults.push(error));
  }
  return faults;
}

async function catchUp(ports: Needs, { alarmStates }: Outside, incident: Incident): Promise<void> {
  const statuses = await ports.store.alarms(incident.id, alarmsLookedAt);
  // CloudWatch tells the state of an alarm, not of each of its contributors.
  const whole = new Map(statuses.filter(({ key, arn }) => key === arn).map((each) => [each.arn, each]));
  if (whole.size === 0) return;
  for (const now of await alarmStates([...whole.keys()])) {
    const known = whole.get(now.arn);
    if (known === undefined || known.state === now.state || now.at <= known.at) continue;
    const alarm = alarmOf(incident, known, now);
    await ports.store.transaction(async (tx) => {
      if (await tx.transitionOnce(alarm, undefined)) await applyAlarm(ports, tx, alarm, "reconciliation");
    });
  }
}

function alarmOf(incident: Incident, known: AlarmStatus, now: StateNow): Alarm {
  const [, , , region = "", account = ""] = known.arn.split(":");
  const opener = incident.alarm && alarmKey(incident.alarm) === known.key ? incident.alarm : undefined;
  const unknown: Pick<Alarm, "kind" | "metrics" | "dimensions" | "children" | "tags"> = {
    ...{ kind: "metric", metrics: [], dimensions: {}, children: [], tags: {} },
  };
  return {
    ...unknown,
    ...opener,
    ...{ arn: known.arn, name: known.name, account, region, muted: false, suppressed: false },
    ...{ state: now.state, previousState: known.state, at: now.at, reason: now.reason },
  };
}

async function showAgain(
  { store }: Needs,
  { isThere }: Outside,
  { id }: Pick<Incident, "id">,
): Promise<void> {
  const root = await store.shown(id, "root");
  if (root === undefined || (await isThere(root))) return;
  await store.transaction(async (tx) => {
    await tx.lockIncident(id);
    // Unless a sender was faster.
    if ((await tx.shown(id, "root"))?.ts === root.ts) await beginThread(tx, id);
  });
}
