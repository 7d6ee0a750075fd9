import { emitEvent } from "./events.ts";
import type { Channel, Message } from "./records.ts";
import type { World } from "./world.ts";

/** Reactions and pins, the bot's and people's alike. Each says whether it changed anything. */
export function addReaction(
  world: World,
  channel: Channel,
  message: Message,
  person: string,
  name: string,
): boolean {
  message.reactions ??= [];
  const reaction = message.reactions.find((each) => each.name === name);
  if (reaction?.users.includes(person)) return false;
  if (reaction === undefined) message.reactions.push({ name, users: [person], count: 1 });
  else {
    reaction.users.push(person);
    reaction.count = reaction.users.length;
  }
  tellReaction(world, "reaction_added", channel, message, person, name);
  return true;
}

export function removeReaction(
  world: World,
  channel: Channel,
  message: Message,
  person: string,
  name: string,
): boolean {
  const reaction = message.reactions?.find((each) => each.name === name);
  if (reaction === undefined || !reaction.users.includes(person)) return false;
  reaction.users = reaction.users.filter((each) => each !== person);
  reaction.count = reaction.users.length;
  message.reactions = message.reactions?.filter((each) => each.count > 0);
  if (message.reactions?.length === 0) delete message.reactions;
  tellReaction(world, "reaction_removed", channel, message, person, name);
  return true;
}

function tellReaction(
  world: World,
  type: "reaction_added" | "reaction_removed",
  channel: Channel,
  message: Message,
  user: string,
  reaction: string,
): void {
  const item = { type: "message", channel: channel.id, ts: message.ts };
  emitEvent(world, type, { type, user, reaction, item, item_user: message.user }, channel);
  world.changed({ channel: channel.id });
}

export function addPin(world: World, channel: Channel, message: Message, person: string): boolean {
  if (channel.pins.some((pin) => pin.ts === message.ts)) return false;
  channel.pins.push({ ts: message.ts, by: person, at: Math.floor(world.clock.now().getTime() / 1000) });
  message.pinned_to = [channel.id];
  tellPin(world, "pin_added", channel, message, person);
  return true;
}

export function removePin(world: World, channel: Channel, message: Message, person: string): boolean {
  if (!channel.pins.some((pin) => pin.ts === message.ts)) return false;
  channel.pins = channel.pins.filter((pin) => pin.ts !== message.ts);
  delete message.pinned_to;
  tellPin(world, "pin_removed", channel, message, person);
  return true;
}

function tellPin(
  world: World,
  type: "pin_added" | "pin_removed",
  channel: Channel,
  message: Message,
  user: string,
) {
  const { metadata: _, ...shown } = message;
  const item = { type: "message", channel: channel.id, message: shown, created_by: user };
  emitEvent(world, type, { type, user, channel_id: channel.id, item, item_user: message.user }, channel);
  world.changed({ channel: channel.id });
}
