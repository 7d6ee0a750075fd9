import { alarmKey } from "../../domain/alarm/alarm.ts";
import { parseAlarm } from "../../domain/alarm/parse-alarm.ts";
import { CairnError } from "../../domain/errors.ts";
import type { Run } from "../../domain/run/run.ts";
import { mergeLock, muteLock } from "../ports/tending.ts";
import type { InboxMessage, Ports, Tx } from "../ports.ts";
import { applyAlarm } from "./apply-alarm.ts";
import { channelLock, placeFor } from "./incident-for-alarm.ts";

type Needs = Pick<Ports, "store" | "clock" | "newId" | "settings" | "runbooks" | "enginesFor" | "doorbell">;

const maxAttempts = 5;

/** Of one transaction: what they change is written together, but their incidents are held as long. */
const mostAtOnce = 100;

/** After so long the rest is left to the next turn: others wait for what is held, and give up after eight seconds. */
const longestMs = 1_500;

/** Takes messages from the inbox to their incidents; false when the inbox is empty. */
export async function triageInbox(ports: Needs, most = mostAtOnce): Promise<boolean> {
  let taken: readonly InboxMessage[] = [];
  try {
    const asked = await ports.store.transaction(async (tx) => {
      taken = await tx.claimInbox(most);
      return triageAll(ports, tx, taken);
    });
    for (const { id } of asked) await ports.doorbell.ring(id);
    return taken.length > 0;
  } catch (error) {
    const [first, ...others] = taken;
    if (first === undefined) throw error;
    const passing = error instanceof CairnError && error.retryable;
    if (others.length > 0 && !passing) {
      // One of them may be what breaks it: that one shall not keep back the others.
      for (const _ of taken) await triageInbox(ports, 1);
      return true;
    }
    for (const message of taken) await putAside(ports, message, error, passing);
    // The others have their turn first, and the neighbour some time.
    if (passing) throw error;
    return true;
  }
}

async function triageAll(ports: Needs, tx: Tx, messages: readonly InboxMessage[]): Promise<Run[]> {
  const all = messages.map((message) => ({ message, parsed: parseAlarm(message.body) }));
  const alarms = all.flatMap(({ parsed }) => (parsed.outcome === "alarm" ? [parsed.alarm] : []));
  if (alarms.length > 0) {
    const places = alarms.map((alarm) => placeFor(ports, alarm));
    const groups = places.map(({ key }) => key);
    // All before the first incident's lock; one alone may not need its channel's.
    const channels = alarms.length > 1 ? places.map(({ channel }) => channelLock(channel)) : [];
    const muted = await tx.mutedAmong(alarms.map(({ arn }) => arn));
    // Where merges lead is held as its own alarms hold it; one alone changes one incident only.
    const homes = alarms.length > 1 ? await tx.mergedAmong(groups, alarms.map(alarmKey)) : [];
    const held = [...groups, ...homes.filter((group) => group !== null)];
    const merges = homes.length > 0 ? [mergeLock] : [];
    await tx.lookAhead({ alarms, groups, locks: [muted.map(muteLock), held, channels, merges] });
  }
  const asked: Run[] = [];
  const until = all.length > 1 ? ports.clock().getTime() + longestMs : 0;
  for (const { message, parsed } of all) {
    asked.push(...(await triage(ports, tx, message, parsed)));
    // What is not settled is as it was: claimed by nobody once this is committed.
    if (all.length > 1 && ports.clock().getTime() > until) break;
  }
  return asked;
}

async function triage(
  ports: Needs,
  tx: Tx,
  message: InboxMessage,
  parsed: ReturnType<typeof parseAlarm>,
): Promise<Run[]> {
  if (parsed.outcome === "unparsed") {
    await tx.settleInbox(message.id, "unparsed", parsed.why);
    return [];
  }
  const isNew = parsed.outcome === "alarm" && (await tx.transitionOnce(parsed.alarm, message.id));
  const asked = isNew ? await applyAlarm(ports, tx, parsed.alarm) : undefined;
  await tx.settleInbox(message.id, "done");
  return asked ? [asked] : [];
}

/**
 * A message that fails again and again blocks nobody: it goes to the back, and aside after five attempts. What a
 * neighbour's outage broke is never put aside: no accepted alarm is lost.
 */
async function putAside(
  { store }: Needs,
  message: InboxMessage,
  error: unknown,
  passing: boolean,
): Promise<void> {
  const why = error instanceof Error ? error.message : String(error);
  const state = !passing && message.attempts + 1 >= maxAttempts ? "dead" : "new";
  await store.transaction((tx) => tx.settleInbox(message.id, state, why));
}
