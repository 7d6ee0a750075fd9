import { canSee, findChannel, findPerson, isMember } from "../channels.ts";
import { findMessage } from "../messages.ts";
import type { Channel, Message, Person } from "../records.ts";
import type { World } from "../world.ts";
import { PersonError } from "./interaction.ts";

export function requirePersonHere(world: World, id: string): Person {
  const person = findPerson(world, id);
  if (person !== undefined && !person.isBot) return person;
  const known = world.state.people.filter((each) => !each.isBot).map((each) => each.id);
  throw new PersonError(`Nobody here is called ${id}. People: ${known.join(", ")}.`);
}

export function requireSeenChannel(world: World, person: Person, id: string): Channel {
  const channel =
    findChannel(world, id) ?? world.state.channels.find((each) => each.name !== "" && each.name === id);
  if (channel === undefined || !canSee(channel, person)) throw new PersonError(`You see no channel ${id}.`);
  return channel;
}

/** A channel this person may write in. */
export function requireWritable(world: World, person: Person, id: string): Channel {
  const channel = requireSeenChannel(world, person, id);
  if (channel.archived) throw new PersonError("This channel is archived.");
  if (!isMember(channel, person.id)) throw new PersonError(`Join #${channel.name} first.`);
  return channel;
}

export function requireSeenMessage(
  world: World,
  person: Person,
  channelId: string,
  ts: string,
): { channel: Channel; message: Message } {
  const channel = requireSeenChannel(world, person, channelId);
  const message = findMessage(world, channel.id, ts);
  if (message === undefined) throw new PersonError("You do not see that message any more.");
  return { channel, message };
}
