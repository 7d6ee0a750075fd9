import type { Alarm } from "../../src/domain/alarm/alarm.ts";
import { type AlarmStatus, applyTransition } from "../../src/domain/alarm/alarm-status.ts";
import { chainFault } from "../../src/domain/audit.ts";
import type { TimelineEntry } from "../../src/domain/timeline.ts";
import type { Message } from "../../src/sandbox/slack/index.ts";
import type { SentAlarm } from "./load.ts";
import { type Waiting, waiting } from "./quiet.ts";
import type { World } from "./world.ts";

export interface Verdict {
  /** What does not hold, each with the number of its invariant. */
  faults: string[];
  alarms: number;
  lost: number;
  doubled: number;
  messages: number;
  outOfOrder: number;
  runs: number;
}

const botId = "B0CAIRN";

/** Holds record, workspace and what was sent against each other, after everything came to rest. */
export async function judge(world: World, sent: readonly SentAlarm[]): Promise<Verdict> {
  const [entries, shown, statuses, runs] = await Promise.all([
    rows<TimelineEntry & { incident_id: string }>(world, "select * from timeline order by incident_id, seq"),
    rows<Shown>(world, "select incident_id, key, channel, ts, thread_ts from shown"),
    rows<StatusRow>(world, "select * from incident_alarm"),
    rows<RunRow>(world, "select id, state, attempt from run"),
  ]);
  const timeline = entries.map(({ incident_id: incidentId, ...entry }) => ({ ...entry, incidentId }));
  const alarms = aboutAlarms(sent, timeline);
  const messages = await aboutMessages(world, shown);
  const left = await waiting(world);
  return {
    faults: [
      ...alarms.faults,
      ...messages.faults,
      ...aboutStates(timeline, statuses),
      ...aboutRuns(runs, timeline),
      ...aboutChains(timeline),
      ...aboutStuck(left),
    ],
    alarms: sent.filter(({ accepted }) => accepted).length,
    lost: alarms.lost + messages.lost,
    doubled: alarms.doubled + messages.doubled,
    messages: messages.count,
    outOfOrder: messages.outOfOrder,
    runs: runs.length,
  };
}

interface Shown {
  incident_id: string;
  key: string;
  channel: string;
  ts: string;
  thread_ts: string | null;
}

interface StatusRow extends Pick<AlarmStatus, "state" | "count" | "transitions" | "at"> {
  incident_id: string;
  alarm_key: string;
}

interface RunRow {
  id: string;
  state: string;
  attempt: number;
}

async function rows<T>({ pool }: World, sql: string): Promise<T[]> {
  return (await pool.query(sql)).rows as T[];
}

const transitionsOf = (timeline: readonly TimelineEntry[]) =>
  timeline.filter(({ action }) => action === "alarm.transition");

const keyOf = (arn: unknown, state: unknown, at: unknown) =>
  `${String(arn)} ${String(state)} ${new Date(String(at)).getTime()}`;

/** I1: every accepted alarm is in exactly one timeline. I2: every transition is there once. */
function aboutAlarms(sent: readonly SentAlarm[], timeline: readonly TimelineEntry[]) {
  const found = new Map<string, number>();
  for (const { body } of transitionsOf(timeline)) {
    const key = keyOf(body.arn, body.state, body.at);
    found.set(key, (found.get(key) ?? 0) + 1);
  }
  const twice = [...found].filter(([, count]) => count > 1);
  // An OK of which no ALARM is open belongs nowhere.
  const opened = new Set(transitionsOf(timeline).map(({ body }) => String(body.arn)));
  const missing = sent
    .filter(({ accepted, state, arn }) => accepted && (state === "ALARM" || opened.has(arn)))
    .filter(({ arn, state, at }) => !found.has(keyOf(arn, state, at)));
  return {
    lost: missing.length,
    doubled: twice.length,
    faults: [
      ...missing.slice(0, 5).map(({ name, state, at }) => `I1: ${name} ${state} at ${at} is in no timeline`),
      ...twice.slice(0, 5).map(([key, count]) => `I2: ${key} is there ${count} times`),
    ],
  };
}

/** I3: what was shown is there exactly once, in the order in which it was said, and nothing else of ours is. */
async function aboutMessages(world: World, shown: readonly Shown[]) {
  const { messages, duplicates } = world.workspace.report();
  const ours = new Map<string, Message & { channel: string }>();
  for (const channel of world.channels)
    for (const message of messages[channel] ?? [])
      if (message.bot_id === botId && !message.files?.length)
        ours.set(`${channel} ${message.ts}`, { ...message, channel });
  const known = new Set(shown.map(({ channel, ts }) => `${channel} ${ts}`));
  const lost = shown.filter(({ channel, ts }) => !ours.has(`${channel} ${ts}`));
  const strangers = [...ours.keys()].filter((place) => !known.has(place));
  const leaked = [...ours.values()].filter(
    ({ channel, ts, thread_ts }) =>
      thread_ts === undefined &&
      !shown.some((each) => each.channel === channel && each.ts === ts && each.key === "root"),
  );
  const disorder = await outOfOrder(world, shown);
  return {
    count: ours.size,
    lost: lost.length,
    doubled: duplicates.length + strangers.length,
    outOfOrder: disorder.length,
    faults: [
      ...lost.slice(0, 5).map(({ incident_id, key }) => `I3: ${key} of ${incident_id} is not in Slack`),
      ...duplicates
        .slice(0, 5)
        .map(({ metadata, ts }) => `I3: ${JSON.stringify(metadata)} is there ${ts.length} times`),
      ...strangers.slice(0, 5).map((place) => `I3: a message of ours at ${place} is not on the record`),
      ...leaked.slice(0, 5).map(({ channel, ts }) => `I3: a reply shows in the channel ${channel} at ${ts}`),
      ...disorder.slice(0, 5),
    ],
  };
}

/** Within a thread messages stand in the order in which their first outbox rows were written. */
async function outOfOrder(world: World, shown: readonly Shown[]): Promise<string[]> {
  const first = await rows<{ incident_id: string; show: Record<string, unknown>; id: string }>(
    world,
    `select distinct on (coalesce_key) incident_id, show, id::bigint from outbox
      where destination = 'slack' and state = 'sent' order by coalesce_key, id`,
  );
  const ids = new Map(
    first.map(({ incident_id, show, id }) => [`${incident_id} ${shownKeyOf(show)}`, Number(id)]),
  );
  const threads = new Map<string, { key: string; ts: number; id: number }[]>();
  for (const { incident_id, key, ts } of shown) {
    const id = ids.get(`${incident_id} ${key}`);
    if (id === undefined) continue;
    threads.set(incident_id, [...(threads.get(incident_id) ?? []), { key, ts: Number(ts), id }]);
  }
  return [...threads].flatMap(([incident, list]) => {
    const byTime = list.toSorted((a, b) => a.ts - b.ts);
    const wrong = byTime.find((each, index) => index > 0 && each.id < (byTime[index - 1]?.id ?? 0));
    return wrong ? [`I3: ${wrong.key} of ${incident} stands behind what was said later`] : [];
  });
}

const shownKeyOf = (show: Record<string, unknown>): string =>
  show.show === "incident"
    ? "root"
    : show.show === "step"
      ? `step:${show.stepId}`
      : show.show === "run"
        ? `run:${show.runId}`
        : `${show.show}:${show.seq ?? show.runId ?? ""}`;

/** I4: an alarm's state is its timeline folded by state time. */
function aboutStates(timeline: readonly TimelineEntry[], statuses: readonly StatusRow[]): string[] {
  return statuses.flatMap((status) => {
    const of = transitionsOf(timeline).filter(
      ({ incidentId, body }) => incidentId === status.incident_id && isOf(status.alarm_key, String(body.arn)),
    );
    let folded: AlarmStatus | undefined;
    for (const { body } of of) folded = applyTransition(folded, alarmOf(body), "P3").status;
    const same =
      folded?.state === status.state &&
      folded.at.getTime() === status.at.getTime() &&
      folded.transitions === status.transitions;
    return same
      ? []
      : [
          `I4: ${status.alarm_key} is ${status.state} after ${status.transitions}; its timeline says ${folded?.state} after ${folded?.transitions}`,
        ];
  });
}

const isOf = (key: string, arn: string): boolean => key === arn || key.startsWith(`${arn}|`);

const alarmOf = (body: TimelineEntry["body"]): Alarm =>
  ({
    ...{ arn: String(body.arn), name: String(body.alarm), state: body.state, at: new Date(String(body.at)) },
  }) as Alarm;

/** I5: a run ends once, with one result at most. */
function aboutRuns(runs: readonly RunRow[], timeline: readonly TimelineEntry[]): string[] {
  return runs.flatMap(({ id, state }) => {
    const ends = timeline.filter(
      ({ action, body }) => ["run.finish", "run.fail", "run.cancel"].includes(action) && body.run === id,
    );
    return ends.length === 1 ? [] : [`I5: run ${id} is ${state} and ended ${ends.length} times`];
  });
}

/** I7: nobody changed the record. */
function aboutChains(timeline: readonly TimelineEntry[]): string[] {
  const incidents = new Map<string, TimelineEntry[]>();
  for (const entry of timeline)
    incidents.set(entry.incidentId, [...(incidents.get(entry.incidentId) ?? []), entry]);
  return [...incidents.values()].flatMap((entries) => {
    const fault = chainFault(entries);
    return fault === undefined ? [] : [`I7: ${JSON.stringify(fault)}`];
  });
}

/** I9: nothing is stuck. */
const aboutStuck = (left: Waiting): string[] =>
  Object.entries(left).flatMap(([what, count]) => (count === 0 ? [] : [`I9: ${count} still in the ${what}`]));
