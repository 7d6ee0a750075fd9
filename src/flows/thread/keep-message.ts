import { system } from "../../domain/responder.ts";
import {
  deletionOf,
  keptText,
  type MessageVersion,
  pinnedIn,
  type SeenVersion,
  type ThreadMessage,
  versionOf,
} from "../../domain/timeline/thread-message.ts";
import type { Ports, Tx } from "../ports.ts";

/** What is known of a message: its versions in order, and when it was deleted. */
export interface MessageSeen {
  message: ThreadMessage;
  versions: readonly SeenVersion[];
  deletedAt?: Date;
}

/**
 * Keeps what was written in an incident's thread, and what of it was changed or deleted; of a message on a timeline,
 * wherever it stands, a new entry tells of the change. The same may come any number of times, in any order.
 */
export async function keepMessage(
  { store, clock }: Pick<Ports, "store" | "clock">,
  seen: MessageSeen,
): Promise<void> {
  const { message } = seen;
  const inThread = message.threadTs
    ? await store.incidentByThread(message.channel, message.threadTs)
    : undefined;
  const onTimelines = await store.incidentsWithMessage(message);
  if (inThread === undefined && onTimelines.length === 0) return;
  await store.transaction(async (tx) => {
    // In one order, so that two who keep messages of each other's threads do not wait for each other.
    for (const id of [...new Set([...onTimelines, ...(inThread ? [inThread.id] : [])])].sort())
      await tx.lockIncident(id);
    if (inThread) await keepVersions(tx, inThread.id, seen);
    for (const incidentId of onTimelines) await tellChanges(tx, incidentId, seen, clock());
  });
}

const versionsOf = ({ message, versions, deletedAt }: MessageSeen): MessageVersion[] => {
  const last = versions.at(-1)?.text ?? message.text;
  return [
    ...versions.map((version) => versionOf(message, version)),
    ...(deletedAt ? [deletionOf({ ...message, text: last }, deletedAt)] : []),
  ];
};

export async function keepVersions(tx: Tx, incidentId: string, seen: MessageSeen): Promise<void> {
  for (const version of versionsOf(seen)) await tx.keepThreadMessage(incidentId, version);
}

/** Edits and the deletion of a message that is on the timeline become entries of their own, once each. */
export async function tellChanges(
  tx: Tx,
  incidentId: string,
  { message, versions, deletedAt }: MessageSeen,
  now: Date,
): Promise<void> {
  await tx.lockIncident(incidentId);
  const pinned = pinnedIn(await tx.timeline(incidentId), message);
  if (!pinned?.stands || pinned.deleted) return;
  const { id, name } = pinned.author;
  const about = { channel: message.channel, ts: message.ts, author: id, name };
  const latest = versions.at(-1);
  const text = latest && keptText(latest.text);
  if (latest?.editedTs && text !== undefined && text !== pinned.text && !isOld(pinned.revisions, latest)) {
    const body = { ...about, before: pinned.text, text, edited: latest.editedTs };
    await tx.record(
      incidentId,
      { actor: { kind: "responder", id, name }, action: "message.edit", body },
      now,
    );
  }
  if (deletedAt === undefined) return;
  const body = { ...about, text: text ?? pinned.text };
  await tx.record(incidentId, { actor: system, action: "message.delete", body }, now);
}

/** Events come in any order: an edit older than one that was told changes nothing. */
const isOld = (told: readonly string[], { editedTs = "" }: SeenVersion): boolean =>
  told.some((each) => Number(each) >= Number(editedTs));
