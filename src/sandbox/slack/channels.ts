import type { Fields } from "./json.ts";
import type { Channel, Person } from "./records.ts";
import { bot } from "./seed.ts";
import { SlackError } from "./slack-error.ts";
import type { World } from "./world.ts";

export function findChannel(world: World, id: string): Channel | undefined {
  return world.state.channels.find((channel) => channel.id === id);
}

/** A conversation the bot can know of: a private one only as its member. */
export function requireChannel(world: World, id: string): Channel {
  const channel = findChannel(world, id);
  if (channel === undefined) throw new SlackError("channel_not_found");
  if (channel.kind !== "public" && !isMember(channel, bot.userId)) throw new SlackError("channel_not_found");
  return channel;
}

export function isMember(channel: Channel, person: string): boolean {
  return channel.members.includes(person);
}

/** Whether a person may look into a conversation at all. */
export function canSee(channel: Channel, person: Person): boolean {
  return isMember(channel, person.id) || (channel.kind === "public" && !person.isGuest);
}

export function findPerson(world: World, id: string): Person | undefined {
  return world.state.people.find((person) => person.id === id);
}

export function requirePerson(world: World, id: string): Person {
  const person = findPerson(world, id);
  if (person === undefined) throw new SlackError("user_not_found");
  return person;
}

/** The direct conversation of these people, opened when there is none. */
export function openDirect(world: World, people: string[]): { channel: Channel; alreadyOpen: boolean } {
  const members = [...new Set(people)].sort();
  const kind = members.length > 2 ? "mpim" : "im";
  const known = world.state.channels.find(
    (channel) => channel.kind === kind && [...channel.members].sort().join() === members.join(),
  );
  if (known !== undefined) return { channel: known, alreadyOpen: true };
  const other = members.filter((member) => member !== bot.userId);
  const id =
    kind === "im" && other.length === 1 && other[0] !== undefined
      ? `D${other[0].slice(1)}`
      : world.nextId(kind === "im" ? "D" : "G");
  const channel = newChannel(world, {
    id,
    name: kind === "im" ? "" : `mpdm-${id.toLowerCase()}`,
    kind,
    members,
  });
  return { channel, alreadyOpen: false };
}

export function newChannel(
  world: World,
  given: Pick<Channel, "id" | "name" | "kind" | "members"> & Partial<Channel>,
): Channel {
  const channel: Channel = {
    created: Math.floor(world.clock.now().getTime() / 1000),
    creator: given.members[0] ?? bot.userId,
    archived: false,
    topic: "",
    purpose: "",
    pins: [],
    ...given,
  };
  world.state.channels.push(channel);
  world.state.messages[channel.id] ??= [];
  world.changed();
  return channel;
}

/** The scope family that covers a conversation: `channels:read`, `im:history` and so on. */
export function scopeFor(channel: Channel | undefined, right: "read" | "history" | "write"): string[] {
  const families = { public: "channels", private: "groups", im: "im", mpim: "mpim" } as const;
  const family = families[channel?.kind ?? "public"];
  if (right !== "write" || family === "im" || family === "mpim") return [`${family}:${right}`];
  return family === "channels" ? ["channels:manage", "channels:write"] : ["groups:write"];
}

/** A conversation as the Web API gives it to the bot. */
export function channelFields(channel: Channel): Fields {
  const isIm = channel.kind === "im";
  const base = {
    id: channel.id,
    created: channel.created,
    is_archived: channel.archived,
    is_im: isIm,
    is_mpim: channel.kind === "mpim",
    is_org_shared: false,
    is_ext_shared: false,
    is_shared: false,
    is_pending_ext_shared: false,
  };
  if (isIm) {
    return {
      ...base,
      user: channel.members.find((member) => member !== bot.userId) ?? bot.userId,
      is_user_deleted: false,
      priority: 0,
    };
  }
  return {
    ...base,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === "public",
    is_group: channel.kind === "private",
    is_private: channel.kind !== "public",
    is_general: channel.id === "C0GENERAL",
    is_member: isMember(channel, bot.userId),
    creator: channel.creator,
    context_team_id: "T0CAIRN",
    unlinked: 0,
    topic: {
      value: channel.topic,
      creator: channel.topic === "" ? "" : channel.creator,
      last_set: channel.created,
    },
    purpose: { value: channel.purpose, creator: channel.purpose === "" ? "" : channel.creator, last_set: 0 },
    previous_names: [],
    num_members: channel.members.length,
  };
}
