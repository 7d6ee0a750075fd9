import { requireChannel } from "../channels.ts";
import type { Fields } from "../json.ts";
import { botAuthor } from "../messages.ts";
import type { Scheduled } from "../records.ts";
import { postLater, scheduledMessages } from "../scheduled.ts";
import { SlackError } from "../slack-error.ts";
import { type Call, flag, type Methods, needs, page, requireText, text, tier } from "./method.ts";
import { bodyOf, readContent, requireContent, requirePostable, requireThread } from "./post-checks.ts";

const write = needs("chat:write");
const farthestSeconds = 120 * 86_400;
/** docs.slack.dev: 30 messages within five minutes in one channel. */
const mostAround = 30;
const aroundSeconds = 300;
/** Slack has begun to send what is due within a minute. */
const tooLateSeconds = 60;

export const scheduleMethods: Methods = {
  "chat.scheduleMessage": { scopes: write, perMinute: tier.three, run: schedule },
  "chat.deleteScheduledMessage": {
    scopes: write,
    perMinute: tier.three,
    run({ world, args }) {
      const channel = requireChannel(world, requireText(args, "channel", "channel_not_found"));
      const id = requireText(args, "scheduled_message_id", "invalid_scheduled_message_id");
      const list = scheduledMessages(world);
      const found = list.find((each) => each.id === id && each.channel === channel.id);
      if (found === undefined || found.postAt - seconds(world.clock.now()) <= tooLateSeconds)
        throw new SlackError("invalid_scheduled_message_id");
      list.splice(list.indexOf(found), 1);
      world.changed();
      return {};
    },
  },
  "chat.scheduledMessages.list": { perMinute: tier.three, run: list },
};

function schedule(call: Call): Fields {
  const { world, args } = call;
  const channel = requirePostable(call);
  const postAt = Number(requireText(args, "post_at", "invalid_time"));
  const now = seconds(world.clock.now());
  if (!Number.isInteger(postAt)) throw new SlackError("invalid_time");
  if (postAt <= now) throw new SlackError("time_in_past");
  if (postAt > now + farthestSeconds) throw new SlackError("time_too_far");
  const around = scheduledMessages(world).filter(
    (each) => each.channel === channel.id && Math.abs(each.postAt - postAt) < aroundSeconds,
  );
  if (around.length >= mostAround) throw new SlackError("restricted_too_many");
  const content = readContent(call);
  requireContent(content);
  const threadTs = requireThread(world, channel, text(args, "thread_ts"));
  const broadcast = threadTs !== undefined && flag(args, "reply_broadcast");
  const draft = {
    ...botAuthor(world),
    ...bodyOf(call, content),
    ...(threadTs !== undefined && { thread_ts: threadTs }),
    ...(broadcast && { subtype: "thread_broadcast" }),
  };
  const scheduled: Scheduled = { id: world.nextId("Q"), channel: channel.id, postAt, created: now, draft };
  scheduledMessages(world).push(scheduled);
  postLater(world, scheduled);
  world.changed();
  return {
    scheduled_message_id: scheduled.id,
    channel: channel.id,
    post_at: postAt,
    message: { ...draft, type: "delayed_message" },
  };
}

function list({ world, args }: Call): Fields {
  const channel = text(args, "channel");
  if (channel !== "") requireChannel(world, channel);
  const bound = (name: string, otherwise: number) => {
    const given = text(args, name) === "" ? otherwise : Number(text(args, name));
    if (Number.isNaN(given)) throw new SlackError("invalid_arguments");
    return given;
  };
  const oldest = bound("oldest", 0);
  const latest = bound("latest", Number.POSITIVE_INFINITY);
  const wanted = scheduledMessages(world)
    .filter((each) => channel === "" || each.channel === channel)
    .filter((each) => each.postAt >= oldest && each.postAt <= latest)
    .sort((a, b) => a.postAt - b.postAt);
  const { items, nextCursor } = page(wanted, args, { usual: 100, most: 1000 });
  return {
    scheduled_messages: items.map((each) => ({
      id: each.id,
      channel_id: each.channel,
      post_at: each.postAt,
      date_created: each.created,
      text: each.draft.text ?? "",
    })),
    response_metadata: { next_cursor: nextCursor },
  };
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
