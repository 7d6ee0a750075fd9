import { addPin, addReaction, removePin, removeReaction } from "../marks.ts";
import { addMessage, changeMessage, deleteMessage, findMessage } from "../messages.ts";
import type { Person } from "../records.ts";
import { team } from "../seed.ts";
import type { World } from "../world.ts";
import { PersonError } from "./interaction.ts";
import type { Outcome, PersonRequestOf } from "./requests.ts";
import { requireSeenMessage, requireWritable } from "./see-rights.ts";
import { fromTyped } from "./typed-text.ts";

export function post(world: World, person: Person, request: PersonRequestOf<"post">): Outcome {
  const channel = requireWritable(world, person, request.channel);
  const asked = request.threadTs === undefined ? undefined : findMessage(world, channel.id, request.threadTs);
  if (request.threadTs !== undefined && asked === undefined) throw new PersonError("That thread is gone.");
  const root = asked?.thread_ts ?? asked?.ts;
  const message = addMessage(world, channel, {
    user: person.id,
    team: team.id,
    client_msg_id: world.nextId("client-"),
    ...fromTyped(world, request.text),
    ...(root !== undefined && { thread_ts: root }),
    ...(root !== undefined && request.broadcast === true && { subtype: "thread_broadcast" }),
  });
  return { ok: true, ts: message.ts };
}

function requireOwn(world: World, person: Person, channelId: string, ts: string) {
  const found = requireSeenMessage(world, person, channelId, ts);
  if (found.message.user !== person.id) throw new PersonError("That message is not yours.");
  return found;
}

export function edit(world: World, person: Person, request: PersonRequestOf<"edit">): Outcome {
  const { channel, message } = requireOwn(world, person, request.channel, request.ts);
  const edited = { user: person.id, ts: world.clock.nextTs() };
  changeMessage(world, channel, message, { ...fromTyped(world, request.text), edited });
  return { ok: true, ts: message.ts };
}

/** One's own message; an admin anybody's. */
export function remove(world: World, person: Person, request: PersonRequestOf<"delete">): Outcome {
  const find = person.isAdmin ? requireSeenMessage : requireOwn;
  const { channel, message } = find(world, person, request.channel, request.ts);
  deleteMessage(world, channel, message);
  return { ok: true };
}

export function react(world: World, person: Person, request: PersonRequestOf<"react">): Outcome {
  const { channel, message } = requireSeenMessage(world, person, request.channel, request.ts);
  addReaction(world, channel, message, person.id, request.name.replaceAll(":", ""));
  return { ok: true };
}

export function unreact(world: World, person: Person, request: PersonRequestOf<"unreact">): Outcome {
  const { channel, message } = requireSeenMessage(world, person, request.channel, request.ts);
  removeReaction(world, channel, message, person.id, request.name.replaceAll(":", ""));
  return { ok: true };
}

export function pin(world: World, person: Person, request: PersonRequestOf<"pin">): Outcome {
  const { channel, message } = requireSeenMessage(world, person, request.channel, request.ts);
  addPin(world, channel, message, person.id);
  return { ok: true };
}

export function unpin(world: World, person: Person, request: PersonRequestOf<"unpin">): Outcome {
  const { channel, message } = requireSeenMessage(world, person, request.channel, request.ts);
  removePin(world, channel, message, person.id);
  return { ok: true };
}

/** Takes a message only this person sees off their screen. */
export function dismiss(world: World, person: Person, request: PersonRequestOf<"dismiss">): Outcome {
  world.ephemerals = world.ephemerals.filter(
    (each) =>
      !(each.person === person.id && each.channel === request.channel && each.message.ts === request.ts),
  );
  world.changed({ channel: request.channel, person: person.id });
  return { ok: true };
}
