import { type Show, shownKey } from "../../../src/flows/ports/message.ts";
import type { Message } from "../../../src/sandbox/slack/index.ts";
import type { World } from "../world.ts";
import { byKey, few, rows } from "./rows.ts";

interface Shown {
  incident_id: string;
  key: string;
  channel: string;
  ts: string;
}

interface SaidRow {
  incident_id: string;
  show: Show;
  id: string;
}

const botId = "B0CAIRN";

/** I3: every row of the outbox is visible exactly once, in the order of its thread, and nothing else of ours is. */
export async function aboutMessages(world: World) {
  const shown = await rows<Shown>(
    world,
    "select incident_id, key, channel, ts from shown where channel <> 'file'",
  );
  const sent = await rows<SaidRow>(
    world,
    `select distinct on (coalesce_key) incident_id, show, id from outbox
      where destination = 'slack' and state = 'sent' order by coalesce_key, id`,
  );
  const { messages, duplicates } = world.workspace.report();
  const ours = new Map<string, Message & { channel: string }>();
  for (const channel of world.channels)
    for (const message of messages[channel] ?? [])
      if (message.bot_id === botId && !message.files?.length)
        ours.set(`${channel} ${message.ts}`, { ...message, channel });

  const known = new Set(shown.map(({ channel, ts }) => `${channel} ${ts}`));
  const roots = new Set(
    shown.filter(({ key }) => key === "root").map(({ channel, ts }) => `${channel} ${ts}`),
  );
  const keys = new Set(shown.map(({ incident_id, key }) => `${incident_id} ${key}`));
  const lost = shown.filter(({ channel, ts }) => !ours.has(`${channel} ${ts}`));
  // Files, asides and what one person is asked have no place of their own.
  const unshown = sent.filter(
    ({ incident_id, show }) => inThread(show) && !keys.has(`${incident_id} ${shownKey(show)}`),
  );
  const strangers = [...ours.keys()].filter((place) => !known.has(place));
  const leaked = [...ours].filter(
    ([place, { thread_ts }]) => thread_ts === undefined && known.has(place) && !roots.has(place),
  );
  const disorder = outOfOrder(shown, sent);
  return {
    count: ours.size,
    lost: lost.length + unshown.length,
    doubled: duplicates.length + strangers.length,
    outOfOrder: disorder.length,
    faults: [
      ...few(lost, ({ incident_id, key }) => `I3: ${key} of ${incident_id} is not in Slack`),
      ...few(unshown, ({ incident_id, show }) => `I3: ${shownKey(show)} of ${incident_id} shows nowhere`),
      ...few(duplicates, ({ metadata, ts }) => `I3: ${JSON.stringify(metadata)} is there ${ts.length} times`),
      ...few(strangers, (place) => `I3: a message of ours at ${place} is not on the record`),
      ...few(leaked, ([place]) => `I3: a reply shows in the channel at ${place}`),
      ...disorder.slice(0, 5),
    ],
  };
}

const inThread = ({ show }: Show): boolean => ["incident", "entry", "digest", "step", "run"].includes(show);

/** Within a thread messages stand in the order in which their first outbox rows were written. */
function outOfOrder(shown: readonly Shown[], sent: readonly SaidRow[]): string[] {
  const ids = new Map(
    sent.map(({ incident_id, show, id }) => [`${incident_id} ${shownKey(show)}`, Number(id)]),
  );
  const told = shown.flatMap(({ incident_id, key, ts }) => {
    const id = ids.get(`${incident_id} ${key}`);
    return id === undefined ? [] : [{ incident_id, key, ts: Number(ts), id }];
  });
  return [...byKey(told, ({ incident_id }) => incident_id)].flatMap(([incident, list]) => {
    const byTime = list.toSorted((a, b) => a.ts - b.ts);
    const wrong = byTime.find((each, index) => index > 0 && each.id < (byTime[index - 1]?.id ?? 0));
    return wrong ? [`I3: ${wrong.key} of ${incident} stands behind what was said later`] : [];
  });
}
