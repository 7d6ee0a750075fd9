import { isMember, requireChannel, scopeFor } from "../channels.ts";
import { findMessage, isInChannel, messagesOf, repliesTo } from "../messages.ts";
import type { Channel, Message } from "../records.ts";
import { bot } from "../seed.ts";
import { SlackError } from "../slack-error.ts";
import { type Call, channelIn, flag, type Methods, page, requireText, text, tier } from "./method.ts";

const limits = { usual: 100, most: 999 };
const reading = (call: Call) => scopeFor(channelIn(call), "history");

function requireReadable({ world, args }: Call): Channel {
  const channel = requireChannel(world, requireText(args, "channel", "channel_not_found"));
  if (!isMember(channel, bot.userId)) throw new SlackError("not_in_channel");
  return channel;
}

/** Whether a time lies between `oldest` and `latest`; the bounds themselves count only when `inclusive`. */
function within({ args }: Call, ts: string): boolean {
  for (const name of ["oldest", "latest"]) {
    if (text(args, name) !== "" && Number.isNaN(Number(text(args, name))))
      throw new SlackError(`invalid_ts_${name}`);
  }
  // Compared in microseconds: a float comparison of seconds loses the last digits.
  const at = micros(ts);
  const oldest = text(args, "oldest") === "" ? 0n : micros(text(args, "oldest"));
  const latest = text(args, "latest") === "" ? undefined : micros(text(args, "latest"));
  if (flag(args, "inclusive")) return at >= oldest && (latest === undefined || at <= latest);
  return at > oldest && (latest === undefined || at < latest);
}

export function micros(ts: string): bigint {
  const [seconds = "0", fraction = ""] = ts.split(".");
  return BigInt(seconds || "0") * 1_000_000n + BigInt(fraction.padEnd(6, "0").slice(0, 6) || "0");
}

function shown({ args }: Call, messages: Message[]): Message[] {
  if (flag(args, "include_all_metadata")) return messages;
  return messages.map(({ metadata: _, ...message }) => message);
}

export const historyMethods: Methods = {
  "conversations.history": {
    scopes: reading,
    perMinute: tier.three,
    run(call) {
      const channel = requireReadable(call);
      const roots = messagesOf(call.world, channel.id)
        .filter(isInChannel)
        .filter((each) => within(call, each.ts))
        .reverse();
      const { items, nextCursor } = page(roots, call.args, limits);
      return {
        messages: shown(call, items),
        has_more: nextCursor !== "",
        pin_count: channel.pins.length,
        ...(nextCursor !== "" && { response_metadata: { next_cursor: nextCursor } }),
      };
    },
  },
  "conversations.replies": {
    scopes: reading,
    perMinute: tier.three,
    run(call) {
      const channel = requireReadable(call);
      const ts = requireText(call.args, "ts");
      const asked = findMessage(call.world, channel.id, ts);
      if (asked === undefined) throw new SlackError("thread_not_found");
      const root = findMessage(call.world, channel.id, asked.thread_ts ?? ts) ?? asked;
      const replies = repliesTo(call.world, channel.id, root.ts).filter((each) => within(call, each.ts));
      // The root comes first on the first page, whatever the bounds say.
      const { items, nextCursor } = page([root, ...replies], call.args, limits);
      return {
        messages: shown(call, items),
        has_more: nextCursor !== "",
        ...(nextCursor !== "" && { response_metadata: { next_cursor: nextCursor } }),
      };
    },
  },
};
