import { z } from "zod";
import { timeOfTs } from "../../domain/timeline/thread-message.ts";
import type { MessageSeen } from "../../flows/thread/keep-message.ts";
import { asMessage, isFromPerson, type SlackMessage, slackMessage } from "../person-message.ts";
import type { Desk } from "./desk.ts";

const changed = z.object({
  subtype: z.literal("message_changed"),
  channel: z.string(),
  event_ts: z.string(),
  message: slackMessage,
  previous_message: slackMessage.nullish(),
});
const deleted = z.object({
  subtype: z.literal("message_deleted"),
  channel: z.string(),
  event_ts: z.string(),
  previous_message: slackMessage,
});
const posted = slackMessage.extend({ channel: z.string() });

/**
 * What people write, change and delete in threads is kept. Slack does not tell an event twice that we have taken: what
 * fails here comes in when the thread is read back.
 */
export const onMessage =
  (desk: Desk) =>
  async ({ event }: { event: unknown }): Promise<void> => {
    try {
      const seen = await seenIn(desk, event);
      if (seen) await desk.flows.keepMessage(seen);
    } catch (err) {
      desk.log.warn({ err }, "A message was not kept; it is looked for when its thread is read back");
    }
  };

async function seenIn(desk: Pick<Desk, "people">, event: unknown): Promise<MessageSeen | undefined> {
  const edit = changed.safeParse(event);
  if (edit.success) {
    const { channel, event_ts, message, previous_message: before } = edit.data;
    // The first message of a thread leaves a stone behind.
    if (message.subtype === "tombstone") return before ? gone(desk, channel, before, event_ts) : undefined;
    return isFromPerson(message) ? edited(desk, channel, message, before) : undefined;
  }
  const deletion = deleted.safeParse(event);
  if (deletion.success) {
    const { channel, event_ts, previous_message: before } = deletion.data;
    return gone(desk, channel, before, event_ts);
  }
  const written = posted.safeParse(event);
  if (!written.success || !isFromPerson(written.data)) return undefined;
  const message = await asMessage(desk.people, written.data.channel, written.data);
  return message.threadTs === undefined ? undefined : { message, versions: [versionIn(message)] };
}

/** How it read before is told along: that message may never have reached us. */
async function edited(
  desk: Pick<Desk, "people">,
  channel: string,
  after: SlackMessage,
  before: SlackMessage | null | undefined,
): Promise<MessageSeen | undefined> {
  // Links that unfold and replies that are counted change a message too.
  if (after.edited == null || after.edited.ts === before?.edited?.ts) return undefined;
  const message = await asMessage(desk.people, channel, after);
  const earlier = before ? [versionIn(await asMessage(desk.people, channel, before))] : [];
  return { message, versions: [...earlier, versionIn(message)] };
}

async function gone(
  desk: Pick<Desk, "people">,
  channel: string,
  before: SlackMessage,
  eventTs: string,
): Promise<MessageSeen | undefined> {
  const message = await asMessage(desk.people, channel, before);
  const fromPerson = isFromPerson(before);
  return { message, versions: fromPerson ? [versionIn(message)] : [], deletedAt: timeOfTs(eventTs) };
}

const versionIn = ({ text, editedTs }: { text: string; editedTs?: string }) => ({
  text,
  ...(editedTs === undefined ? {} : { editedTs }),
});
