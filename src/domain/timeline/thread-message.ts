import { redactText } from "../text/redact.ts";
import type { TimelineEntry } from "./timeline.ts";

/** Somebody who wrote a message, by the name they had then; a bot's id when no person did. */
export interface MessageAuthor {
  id: string;
  name: string;
}

/** A message of the workspace; `ts` and its channel are what it is known by. */
export interface ThreadMessage {
  channel: string;
  ts: string;
  /** The thread it stands in; absent for a message of the channel itself. */
  threadTs?: string;
  author: MessageAuthor;
  /** As people read it: names instead of ids' markup, secrets dropped. */
  text: string;
  /** When it was written. */
  at: Date;
}

/** How a message read at one time. All versions are kept, so that an edit or a deletion hides nothing. */
export interface MessageVersion extends ThreadMessage {
  kind: "posted" | "edited" | "deleted";
  /** When it came to read so; for a deletion found later, when that was found. */
  changedAt: Date;
  /** Tells versions of a message apart: `posted`, `deleted`, or the `ts` of the edit. */
  revision: string;
  /** Its place in the chain of its thread; absent when it was kept before there was one. */
  link?: ThreadLink;
}

/** Versions are chained in the order in which they were kept; see thread-chain.ts. */
export interface ThreadLink {
  /** From 1. */
  seq: number;
  /** Random, so that a hash says nothing of a text that was erased. Hex. */
  salt: string;
  hash: string;
}

/** A version as it comes in: `editedTs` when it is not the first, `deletedAt` when the message is gone. */
export interface SeenVersion {
  text: string;
  editedTs?: string;
}

const longest = 12_000;

const cut = "\n[cut: longer than what is kept of a message]";

/** As it is kept; where it is longer, its end says so. Slack takes more than this in a message only from apps. */
export function keptText(text: string): string {
  const kept = redactText(text);
  return kept.length <= longest ? kept : kept.slice(0, longest - cut.length) + cut;
}

/** A Slack timestamp as a time, to the millisecond. */
export const timeOfTs = (ts: string): Date => new Date(Math.floor(Number(ts) * 1000));

export function versionOf(message: ThreadMessage, { text, editedTs }: SeenVersion): MessageVersion {
  const kept = { ...message, text: keptText(text) };
  if (editedTs === undefined) return { ...kept, kind: "posted", changedAt: message.at, revision: "posted" };
  return { ...kept, kind: "edited", changedAt: timeOfTs(editedTs), revision: editedTs };
}

export const deletionOf = (message: ThreadMessage, at: Date): MessageVersion => ({
  ...message,
  text: keptText(message.text),
  kind: "deleted",
  changedAt: at,
  revision: "deleted",
});

/** A message that was put on the timeline, as its entries tell. */
export interface PinnedMessage {
  channel: string;
  ts: string;
  /** Its text as the timeline has it by now. */
  text: string;
  author: MessageAuthor;
  /** False once it was taken off. */
  stands: boolean;
  deleted: boolean;
  /** Revisions of it that the timeline tells of. */
  revisions: string[];
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** What the timeline says of one message; undefined when it was never put there. */
export function pinnedIn(
  timeline: readonly Pick<TimelineEntry, "action" | "body">[],
  { channel, ts }: Pick<ThreadMessage, "channel" | "ts">,
): PinnedMessage | undefined {
  let pinned: PinnedMessage | undefined;
  for (const { action, body } of timeline) {
    if (!action.startsWith("message.") || body.channel !== channel || body.ts !== ts) continue;
    if (action === "message.pin") {
      const author = { id: textOf(body.author), name: textOf(body.name) };
      const before = pinned ?? { revisions: [], deleted: false };
      pinned = { ...before, channel, ts, author, text: textOf(body.text), stands: true };
    }
    if (pinned === undefined) continue;
    if (action === "message.unpin") pinned.stands = false;
    if (action === "message.delete") pinned.deleted = true;
    if (action === "message.edit") {
      pinned.text = textOf(body.text);
      pinned.revisions.push(textOf(body.edited));
    }
  }
  return pinned;
}
