import { CairnError } from "../../domain/errors.ts";
import type { MessageVersion } from "../../domain/timeline/thread-message.ts";
import type { MessageNow, ReadThread } from "../ports/thread.ts";
import type { People, Ports } from "../ports.ts";
import { followPushpins } from "./follow-pushpins.ts";
import { keepMessage, type MessageSeen } from "./keep-message.ts";

type Needs = Pick<Ports, "store" | "clock"> & {
  readThread: ReadThread;
  people?: Pick<People, "actor">;
};

/**
 * Reads a thread back, so that what came while nobody listened is kept too: messages, edits, deletions, pins and their
 * end. A thread that cannot be read is no fault: the record says why its messages may not be all.
 */
export async function completeThread(ports: Needs, incidentId: string): Promise<void> {
  const { store, clock } = ports;
  const root = await store.shown(incidentId, "root");
  if (root === undefined) return;
  const known = await store.threadMessages(incidentId);
  const askedAt = clock();
  let now: MessageNow[];
  try {
    now = await ports.readThread({ channel: root.channel, threadTs: root.ts });
  } catch (error) {
    if (!(error instanceof CairnError)) throw error;
    const read = { at: clock(), trouble: error.message };
    return store.transaction((tx) => tx.saveThreadRead(incidentId, read));
  }
  const written = now.filter(({ pinsOnly }) => !pinsOnly);
  for (const seen of [...changesIn(known, written), ...missing(known, now, root.ts, clock())])
    await keepMessage(ports, seen);
  await followPushpins(ports, { incidentId, now, askedAt });
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
