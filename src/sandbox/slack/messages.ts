import { findChannel } from "./channels.ts";
import { emitMessage, emitMessageChange } from "./events.ts";
import type { Channel, Message } from "./records.ts";
import { bot, team } from "./seed.ts";
import { SlackError } from "./slack-error.ts";
import type { World } from "./world.ts";

const earlierKept = 10;

export function messagesOf(world: World, channel: string): Message[] {
  world.state.messages[channel] ??= [];
  return world.state.messages[channel];
}

export function findMessage(world: World, channel: string, ts: string): Message | undefined {
  return messagesOf(world, channel).find((message) => message.ts === ts);
}

export function requireMessage(world: World, channel: string, ts: string): Message {
  const message = findMessage(world, channel, ts);
  if (message === undefined || message.subtype === "tombstone") throw new SlackError("message_not_found");
  return message;
}

/** Who the bot's messages are from. */
export function botAuthor(world: World): Partial<Message> {
  return {
    user: bot.userId,
    bot_id: bot.botId,
    app_id: bot.appId,
    team: team.id,
    bot_profile: {
      id: bot.botId,
      app_id: bot.appId,
      name: world.manifest.appName,
      deleted: false,
      team_id: team.id,
    },
  };
}

/** Puts a message into a channel, keeps its thread's counts, and tells the app. */
export function addMessage(world: World, channel: Channel, draft: Omit<Message, "type" | "ts">): Message {
  const message: Message = { type: "message", ...draft, ts: world.clock.nextTs() };
  if (message.thread_ts !== undefined) {
    const root = findMessage(world, channel.id, message.thread_ts);
    if (root !== undefined) {
      root.thread_ts = root.ts;
      if (root.user !== undefined) message.parent_user_id = root.user;
    }
  }
  messagesOf(world, channel.id).push(message);
  countReplies(world, channel.id, message.thread_ts);
  emitMessage(world, channel, message);
  world.changed({ channel: channel.id });
  return message;
}

function countReplies(world: World, channel: string, rootTs: string | undefined): void {
  const root = rootTs === undefined ? undefined : findMessage(world, channel, rootTs);
  if (root === undefined) return;
  const replies = repliesTo(world, channel, root.ts);
  if (replies.length === 0) {
    for (const key of [
      "thread_ts",
      "reply_count",
      "reply_users",
      "reply_users_count",
      "latest_reply",
    ] as const) {
      delete root[key];
    }
    return;
  }
  const users = [...new Set(replies.flatMap((reply) => reply.user ?? []))];
  root.reply_count = replies.length;
  root.reply_users = users.slice(0, 5);
  root.reply_users_count = users.length;
  root.latest_reply = replies.at(-1)?.ts;
}

/** Roots, and replies that were sent to the channel too. */
export function isInChannel({ ts, thread_ts, subtype }: Message): boolean {
  return thread_ts === undefined || thread_ts === ts || subtype === "thread_broadcast";
}

export function repliesTo(world: World, channel: string, rootTs: string): Message[] {
  return messagesOf(world, channel).filter((each) => each.thread_ts === rootTs && each.ts !== rootTs);
}

/** Changes a message in place; `change` gives the new fields, `undefined` taking one away. */
export function changeMessage(
  world: World,
  channel: Channel,
  message: Message,
  change: Partial<Message>,
): void {
  const previous = structuredClone(message);
  const key = `${channel.id} ${message.ts}`;
  world.earlier.set(key, [previous, ...(world.earlier.get(key) ?? [])].slice(0, earlierKept));
  Object.assign(message, change);
  for (const key of Object.keys(change)) {
    if (Reflect.get(message, key) === undefined) Reflect.deleteProperty(message, key);
  }
  emitMessageChange(world, channel, { subtype: "message_changed", message, previous });
  world.changed({ channel: channel.id });
}

/** A root with replies leaves a tombstone, so that its thread stays readable. */
export function deleteMessage(world: World, channel: Channel, message: Message): void {
  const previous = structuredClone(message);
  const list = messagesOf(world, channel.id);
  if ((message.reply_count ?? 0) > 0) {
    for (const key of Object.keys(message)) {
      if (!["type", "ts", "thread_ts"].includes(key) && !key.startsWith("reply_") && key !== "latest_reply") {
        Reflect.deleteProperty(message, key);
      }
    }
    Object.assign(message, { subtype: "tombstone", user: "USLACKBOT", text: "This message was deleted." });
  } else {
    list.splice(list.indexOf(message), 1);
    countReplies(world, channel.id, message.thread_ts);
  }
  channel.pins = channel.pins.filter((pin) => pin.ts !== message.ts);
  emitMessageChange(world, channel, { subtype: "message_deleted", previous });
  world.changed({ channel: channel.id });
}

/** A message only one person sees: kept for their screen, in no history. */
export function addEphemeral(
  world: World,
  channel: string,
  person: string,
  draft: Omit<Message, "type" | "ts">,
): Message {
  const message: Message = { type: "message", ...draft, ts: world.clock.nextTs(), is_ephemeral: true };
  world.ephemerals.push({ channel, person, message });
  world.changed({ channel, person });
  return message;
}

export function permalink(world: World, channel: string, ts: string, threadTs?: string): string {
  const thread = threadTs !== undefined && threadTs !== ts ? `?thread_ts=${threadTs}&cid=${channel}` : "";
  return `${world.url}/archives/${channel}/p${ts.replace(".", "")}${thread}`;
}

export function channelOf(world: World, id: string): Channel {
  const channel = findChannel(world, id);
  if (channel === undefined) throw new SlackError("channel_not_found");
  return channel;
}
