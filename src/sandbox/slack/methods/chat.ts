import { isMember, requireChannel, requirePerson } from "../channels.ts";
import type { Fields } from "../json.ts";
import {
  addEphemeral,
  addMessage,
  botAuthor,
  changeMessage,
  deleteMessage,
  permalink,
  requireMessage,
} from "../messages.ts";
import { bot } from "../seed.ts";
import { SlackError } from "../slack-error.ts";
import { type Call, flag, type Methods, needs, requireText, text, tier } from "./method.ts";
import {
  bodyOf,
  readContent,
  requireContent,
  requirePostable,
  requireThread,
  takePostRate,
} from "./post-checks.ts";
import { isStreaming } from "./stream.ts";

const mostTextInUpdate = 4000;
const write = needs("chat:write");

export const chatMethods: Methods = {
  "chat.postMessage": {
    scopes: write,
    perMinute: tier.special,
    run: postMessage,
  },
  "chat.update": { scopes: write, perMinute: tier.three, run: update },
  "chat.delete": {
    scopes: write,
    perMinute: tier.three,
    run({ world, args }) {
      const channel = requireChannel(world, requireText(args, "channel", "channel_not_found"));
      const message = requireMessage(world, channel.id, requireText(args, "ts"));
      if (message.bot_id !== bot.botId) throw new SlackError("cant_delete_message");
      if (channel.archived) throw new SlackError("is_archived");
      deleteMessage(world, channel, message);
      return { channel: channel.id, ts: message.ts };
    },
  },
  "chat.postEphemeral": { scopes: write, perMinute: tier.four, run: postEphemeral },
  "chat.meMessage": {
    scopes: write,
    perMinute: tier.three,
    run(call) {
      const channel = requirePostable(call);
      const said = requireText(call.args, "text", "no_text");
      takePostRate(call.world, channel);
      const message = addMessage(call.world, channel, {
        ...botAuthor(call.world),
        subtype: "me_message",
        text: said,
      });
      return { channel: channel.id, ts: message.ts };
    },
  },
  "chat.getPermalink": {
    perMinute: tier.special,
    run({ world, args }) {
      const channel = requireChannel(world, requireText(args, "channel", "channel_not_found"));
      const message = requireMessage(world, channel.id, requireText(args, "message_ts"));
      return { channel: channel.id, permalink: permalink(world, channel.id, message.ts, message.thread_ts) };
    },
  },
};

function postMessage(call: Call): Fields {
  const { world, args } = call;
  const channel = requirePostable(call);
  const content = readContent(call);
  requireContent(content);
  const threadTs = requireThread(world, channel, text(args, "thread_ts"));
  takePostRate(world, channel);
  const broadcast = threadTs !== undefined && flag(args, "reply_broadcast");
  const message = addMessage(world, channel, {
    text: "",
    ...botAuthor(world),
    ...bodyOf(call, content),
    ...(threadTs !== undefined && { thread_ts: threadTs }),
    ...(broadcast && { subtype: "thread_broadcast" }),
  });
  return { channel: channel.id, ts: message.ts, message };
}

/** Text alone takes the blocks away; blocks alone keep the text; metadata stays unless it is given. */
function update(call: Call): Fields {
  const { world, args } = call;
  const channel = requireChannel(world, requireText(args, "channel", "channel_not_found"));
  const message = requireMessage(world, channel.id, requireText(args, "ts"));
  if (message.bot_id !== bot.botId) throw new SlackError("cant_update_message");
  if (channel.archived) throw new SlackError("is_archived");
  if (isStreaming(world, message.ts)) throw new SlackError("streaming_state_conflict");
  if ([...text(args, "text")].length > mostTextInUpdate) throw new SlackError("msg_too_long");
  const content = readContent(call);
  if (content.blocks === undefined && content.attachments === undefined) requireContent(content);
  const now = world.clock.nextTs();
  const { metadata, ...body } = bodyOf(call, content);
  const showsText = content.blocks === undefined || content.blocks.length === 0;
  changeMessage(world, channel, message, {
    ...body,
    ...(showsText &&
      content.text !== undefined && { blocks: undefined, edited: { user: bot.userId, ts: now } }),
    ...(content.blocks?.length === 0 && { blocks: undefined }),
    ...(content.metadata !== undefined && { metadata }),
  });
  return { channel: channel.id, ts: message.ts, text: message.text, message };
}

function postEphemeral(call: Call): Fields {
  const { world, args } = call;
  const channel = requirePostable(call);
  const person = requirePerson(world, requireText(args, "user", "user_not_found"));
  if (!isMember(channel, person.id)) throw new SlackError("user_not_in_channel");
  const content = readContent(call);
  requireContent(content);
  const threadTs = requireThread(world, channel, text(args, "thread_ts"));
  takePostRate(world, channel);
  const message = addEphemeral(world, channel.id, person.id, {
    text: "",
    ...botAuthor(world),
    ...bodyOf(call, content),
    ...(threadTs !== undefined && { thread_ts: threadTs }),
  });
  return { message_ts: message.ts };
}
