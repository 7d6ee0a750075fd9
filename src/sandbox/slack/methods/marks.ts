import { isMember, requireChannel } from "../channels.ts";
import { addPin, addReaction, removePin } from "../marks.ts";
import { messagesOf, permalink, requireMessage } from "../messages.ts";
import type { Channel, Message } from "../records.ts";
import { bot } from "../seed.ts";
import { SlackError } from "../slack-error.ts";
import { type Call, type Methods, needs, requireText, text, tier } from "./method.ts";

function target({ world, args }: Call, ts: string): { channel: Channel; message: Message } {
  const channel = requireChannel(world, requireText(args, "channel", "channel_not_found"));
  if (!isMember(channel, bot.userId)) throw new SlackError("not_in_channel");
  if (ts === "") throw new SlackError("no_item_specified");
  return { channel, message: requireMessage(world, channel.id, ts) };
}

export const markMethods: Methods = {
  "reactions.add": {
    scopes: needs("reactions:write"),
    perMinute: tier.three,
    run(call) {
      const name = requireText(call.args, "name", "invalid_name").replaceAll(":", "");
      if (!/^[a-z0-9_+'-]+$/.test(name)) throw new SlackError("invalid_name");
      const { channel, message } = target(call, text(call.args, "timestamp"));
      if (!addReaction(call.world, channel, message, bot.userId, name))
        throw new SlackError("already_reacted");
      return {};
    },
  },
  "reactions.get": {
    scopes: needs("reactions:read"),
    perMinute: tier.three,
    run(call) {
      const { channel, message } = target(call, text(call.args, "timestamp"));
      const { metadata: _, ...shown } = message;
      return {
        type: "message",
        channel: channel.id,
        message: { ...shown, permalink: permalink(call.world, channel.id, message.ts, message.thread_ts) },
      };
    },
  },
  "pins.add": {
    scopes: needs("pins:write"),
    perMinute: tier.two,
    run(call) {
      const { channel, message } = target(call, text(call.args, "timestamp"));
      if (channel.pins.length >= 100) throw new SlackError("too_many_pins");
      if (!addPin(call.world, channel, message, bot.userId)) throw new SlackError("already_pinned");
      return {};
    },
  },
  "pins.remove": {
    scopes: needs("pins:write"),
    perMinute: tier.two,
    run(call) {
      const { channel, message } = target(call, text(call.args, "timestamp"));
      if (!removePin(call.world, channel, message, bot.userId)) throw new SlackError("no_pin");
      return {};
    },
  },
  "pins.list": {
    scopes: needs("pins:read"),
    perMinute: tier.two,
    run({ world, args }) {
      const channel = requireChannel(world, requireText(args, "channel", "channel_not_found"));
      const items = channel.pins.flatMap((pin) => {
        const message = messagesOf(world, channel.id).find((each) => each.ts === pin.ts);
        if (message === undefined) return [];
        const { metadata: _, ...shown } = message;
        return [
          { type: "message", channel: channel.id, created: pin.at, created_by: pin.by, message: shown },
        ];
      });
      return { items };
    },
  },
};
