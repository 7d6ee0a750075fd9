import { z } from "zod";
import { timeOfTs } from "../domain/timeline/thread-message.ts";
import type { MessageNow } from "../flows/ports/thread.ts";
import type { People } from "../flows/ports.ts";
import { messageWords } from "./message-words.ts";

/** The reaction that puts a message on the timeline. */
export const pinReaction = "pushpin";

/** A message as Slack tells it, in events and when it is asked; what we do not read is left out. */
export const slackMessage = z.object({
  ts: z.string(),
  thread_ts: z.string().optional(),
  subtype: z.string().optional(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  username: z.string().optional(),
  bot_profile: z.object({ name: z.string().optional() }).nullish(),
  text: z.string().nullish(),
  files: z.array(z.object({ name: z.string().nullish() })).nullish(),
  edited: z.object({ ts: z.string() }).nullish(),
  reactions: z
    .array(
      z.object({ name: z.string(), users: z.array(z.string()).optional(), count: z.number().optional() }),
    )
    .nullish(),
  permalink: z.string().optional(),
});
export type SlackMessage = z.infer<typeof slackMessage>;

const ofPeople = [undefined, "thread_broadcast", "file_share", "me_message"];

/** Whether a person wrote it: not an app, and not Slack about people who come and go. */
export const isFromPerson = ({ subtype, bot_id, user }: SlackMessage): boolean =>
  bot_id === undefined && user !== undefined && ofPeople.includes(subtype);

/** Its pushpins. Slack counts all of them and does not always name everybody. */
export function pushpinsOn({ reactions }: SlackMessage): { pins: number; pinnedBy: string[] } {
  const pins = (reactions ?? []).filter(({ name }) => name === pinReaction);
  const pinnedBy = pins.flatMap(({ users }) => users ?? []);
  return { pins: Math.max(pinnedBy.length, ...pins.map(({ count }) => count ?? 1)), pinnedBy };
}

/** As the record keeps messages, in words, with its author's name. */
export async function asMessage(
  people: Pick<People, "nameOf">,
  channel: string,
  message: SlackMessage,
): Promise<MessageNow> {
  const { ts, thread_ts: threadTs, user, bot_id, edited, permalink } = message;
  const id = user ?? bot_id ?? "unknown";
  const named = message.username ?? message.bot_profile?.name;
  return {
    ...{ channel, ts, ...(threadTs === undefined || threadTs === ts ? {} : { threadTs }) },
    author: { id, name: named ?? (user === undefined ? id : await people.nameOf(user)) },
    text: await messageWords(people, { text: message.text ?? "", files: message.files ?? [] }),
    at: timeOfTs(ts),
    ...(edited ? { editedTs: edited.ts } : {}),
    ...pushpinsOn(message),
    ...(permalink === undefined ? {} : { permalink }),
  };
}
