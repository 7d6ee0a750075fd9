import { CairnError } from "../../domain/errors.ts";
import { isAllowed } from "../../domain/permission.ts";
import type { MessageVersion } from "../../domain/timeline/thread-message.ts";
import type { MessageNow, ReadThread } from "../ports/thread.ts";
import type { People, Ports } from "../ports.ts";
import { keepMessage, type MessageSeen } from "./keep-message.ts";
import { pinMessage } from "./pin-message.ts";

type Needs = Pick<Ports, "store" | "clock"> & {
  readThread: ReadThread;
  people?: Pick<People, "actor">;
};

/**
 * Reads a thread back, so that what came while nobody listened is kept too: messages, edits, deletions and pins. A
 * thread that cannot be read is no fault: the record says why its messages may not be all.
 */
export async function completeThread(ports: Needs, incidentId: string): Promise<void> {
  const { store, clock } = ports;
  const root = await store.shown(incidentId, "root");
  if (root === undefined) return;
  const known = await store.threadMessages(incidentId);
  let now: MessageNow[];
  try {
    now = await ports.readThread({ channel: root.channel, threadTs: root.ts });
  } catch (error) {
    if (!(error instanceof CairnError)) throw error;
    const read = { at: clock(), trouble: error.message };
    return store.transaction((tx) => tx.saveThreadRead(incidentId, read));
  }
  for (const seen of [...changesIn(known, now), ...missing(known, now, root.ts, clock())])
    await keepMessage(ports, seen);
  for (const message of now) await pinAgain(ports, incidentId, message);
  await store.transaction((tx) => tx.saveThreadRead(incidentId, { at: clock(), trouble: null }));
}

/** Only what the record has not: a thread is read often and changes seldom. */
function changesIn(known: readonly MessageVersion[], now: readonly MessageNow[]): MessageSeen[] {
  const revisions = new Set(known.map(({ channel, ts, revision }) => `${channel} ${ts} ${revision}`));
  return now
    .filter(({ channel, ts, editedTs }) => !revisions.has(`${channel} ${ts} ${editedTs ?? "posted"}`))
    .map((message) => ({
      message,
      versions: [{ text: message.text, ...(message.editedTs && { editedTs: message.editedTs }) }],
    }));
}

/** What the record has and the thread has not any more was deleted, at some time before now. */
function missing(
  known: readonly MessageVersion[],
  now: readonly MessageNow[],
  threadTs: string,
  at: Date,
): MessageSeen[] {
  const there = new Set(now.map(({ ts }) => ts));
  const gone = new Set(known.filter(({ kind }) => kind === "deleted").map(({ ts }) => ts));
  const last = new Map<string, MessageVersion>();
  for (const version of known)
    if (version.threadTs === threadTs && !there.has(version.ts) && !gone.has(version.ts))
      last.set(version.ts, version);
  return [...last.values()].map((message) => ({ message, versions: [], deletedAt: at }));
}

async function pinAgain(ports: Needs, incidentId: string, message: MessageNow): Promise<void> {
  const [first] = message.pinnedBy;
  if (first === undefined || ports.people === undefined) return;
  const on = await ports.store.incidentsWithMessage(message);
  // Whoever took it off meanwhile by another way has decided.
  if (on.includes(incidentId)) return;
  const actor = await ports.people.actor(first);
  if (!isAllowed(actor, "message.pin", await ports.store.incident(incidentId))) return;
  await pinMessage(ports, { incidentId, message: { ...message, permalink: message.permalink ?? "" }, actor });
}
