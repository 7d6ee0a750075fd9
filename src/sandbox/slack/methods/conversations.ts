import {
  channelFields,
  isMember,
  newChannel,
  openDirect,
  requireChannel,
  requirePerson,
  scopeFor,
} from "../channels.ts";
import { emitCreated } from "../events.ts";
import type { Fields } from "../json.ts";
import { joinChannel } from "../membership.ts";
import type { Channel } from "../records.ts";
import { bot } from "../seed.ts";
import { SlackError } from "../slack-error.ts";
import type { World } from "../world.ts";
import { type Call, channelIn, flag, type Methods, page, requireText, text, tier } from "./method.ts";

const kindNames = { public_channel: "public", private_channel: "private", im: "im", mpim: "mpim" } as const;
const reading = (call: Call) => scopeFor(channelIn(call), "read");

/** The conversations of the types asked for that the bot can know of. */
export function conversationsOf({ world, args }: Call, person?: string): Channel[] {
  const wanted = (text(args, "types") || "public_channel").split(",").map((each) => each.trim());
  const kinds = wanted.map((each) => {
    if (!Object.hasOwn(kindNames, each)) throw new SlackError("invalid_types");
    return kindNames[each as keyof typeof kindNames];
  });
  return world.state.channels.filter(
    (channel) =>
      kinds.includes(channel.kind) &&
      (channel.kind === "public" || isMember(channel, bot.userId)) &&
      (person === undefined || isMember(channel, person)) &&
      !(flag(args, "exclude_archived") && channel.archived),
  );
}

export function listingScopes({ args }: Call): string[] {
  const families: Record<string, string> = {
    private_channel: "groups:read",
    im: "im:read",
    mpim: "mpim:read",
  };
  const first = (text(args, "types") || "public_channel").split(",")[0]?.trim() ?? "";
  return [families[first] ?? "channels:read"];
}

function nameFault(world: World, name: string): string | undefined {
  if (name === "") return "invalid_name_required";
  if (name.length > 80) return "invalid_name_maxlength";
  if (/^[-_]+$/.test(name)) return "invalid_name_punctuation";
  if (!/^[\p{Ll}\p{Lo}\p{N}_-]+$/u.test(name)) return "invalid_name_specials";
  return world.state.channels.some((channel) => channel.name === name) ? "name_taken" : undefined;
}

export const conversationMethods: Methods = {
  "conversations.list": {
    scopes: listingScopes,
    perMinute: tier.two,
    run(call) {
      const { items, nextCursor } = page(conversationsOf(call), call.args, { usual: 100, most: 1000 });
      return { channels: items.map(channelFields), response_metadata: { next_cursor: nextCursor } };
    },
  },
  "conversations.info": {
    scopes: reading,
    perMinute: tier.three,
    run({ world, args }) {
      const channel = requireChannel(world, requireText(args, "channel", "channel_not_found"));
      const { num_members, ...fields } = channelFields(channel);
      return { channel: { ...fields, ...(flag(args, "include_num_members") && { num_members }) } };
    },
  },
  "conversations.members": {
    scopes: reading,
    perMinute: tier.four,
    run({ world, args }) {
      const channel = requireChannel(world, requireText(args, "channel", "channel_not_found"));
      const { items, nextCursor } = page(channel.members, args, { usual: 100, most: 1000 });
      return { members: items, response_metadata: { next_cursor: nextCursor } };
    },
  },
  "conversations.open": {
    scopes: ({ args }) => (text(args, "users").includes(",") ? ["mpim:write"] : ["im:write"]),
    perMinute: tier.three,
    run: openConversation,
  },
  "conversations.join": {
    scopes: () => ["channels:join"],
    perMinute: tier.three,
    run({ world, args }) {
      const channel = requireChannel(world, requireText(args, "channel", "channel_not_found"));
      if (channel.kind !== "public") throw new SlackError("method_not_supported_for_channel_type");
      if (channel.archived) throw new SlackError("is_archived");
      const already = isMember(channel, bot.userId);
      joinChannel(world, channel, bot.userId);
      return { channel: channelFields(channel), ...(already && { warning: "already_in_channel" }) };
    },
  },
  "conversations.create": {
    scopes: ({ args }) =>
      flag(args, "is_private") ? ["groups:write"] : ["channels:manage", "channels:write"],
    perMinute: tier.two,
    run({ world, args }) {
      const name = text(args, "name");
      const fault = nameFault(world, name);
      if (fault !== undefined) throw new SlackError(fault);
      const kind = flag(args, "is_private") ? "private" : "public";
      const id = world.nextId("C");
      const channel = newChannel(world, { id, name, kind, members: [bot.userId] });
      emitCreated(world, channel);
      return { channel: channelFields(channel) };
    },
  },
  "conversations.invite": {
    scopes: (call) => {
      const channel = channelIn(call);
      return channel?.kind === "private"
        ? ["groups:write", "groups:write.invites"]
        : [...scopeFor(channel, "write"), "channels:write.invites"];
    },
    perMinute: tier.three,
    run: invite,
  },
};

function openConversation({ world, args }: Call): Fields {
  const given = text(args, "channel");
  if (given !== "") {
    const channel = requireChannel(world, given);
    return {
      channel: flag(args, "return_im") ? channelFields(channel) : { id: channel.id },
      already_open: true,
    };
  }
  const people = text(args, "users")
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);
  if (people.length === 0) throw new SlackError("users_list_not_supplied");
  if (people.length > 8) throw new SlackError("too_many_users");
  for (const id of people) requirePerson(world, id);
  const { channel, alreadyOpen } = openDirect(world, [bot.userId, ...people]);
  return {
    channel: flag(args, "return_im") ? channelFields(channel) : { id: channel.id },
    ...(alreadyOpen && { no_op: true, already_open: true }),
  };
}

function invite({ world, args }: Call): Fields {
  const channel = requireChannel(world, requireText(args, "channel", "channel_not_found"));
  if (!isMember(channel, bot.userId)) throw new SlackError("not_in_channel");
  if (channel.archived) throw new SlackError("is_archived");
  const people = text(args, "users")
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);
  if (people.length === 0) throw new SlackError("no_user");
  if (people.length > 100) throw new SlackError("too_many_users");
  const errors = people.flatMap((id) => {
    if (id === bot.userId) return [{ user: id, ok: false, error: "cant_invite_self" }];
    if (!world.state.people.some((person) => person.id === id))
      return [{ user: id, ok: false, error: "user_not_found" }];
    return isMember(channel, id) ? [{ user: id, ok: false, error: "already_in_channel" }] : [];
  });
  const force = flag(args, "force");
  const first = errors[0];
  if (first !== undefined && !force) throw new SlackError(first.error, { errors });
  const refused = new Set(errors.map((each) => each.user));
  const welcome = people.filter((id) => !refused.has(id));
  for (const id of welcome) joinChannel(world, channel, id, bot.userId);
  if (first !== undefined && welcome.length === 0) throw new SlackError(first.error, { errors });
  return { channel: channelFields(channel), ...(errors.length > 0 && { errors }) };
}
