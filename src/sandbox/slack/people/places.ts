import { newChannel, openDirect } from "../channels.ts";
import { emitCreated, emitEvent } from "../events.ts";
import { setArchived } from "../meanwhile.ts";
import { joinChannel, leaveChannel } from "../membership.ts";
import { addMessage } from "../messages.ts";
import type { Person } from "../records.ts";
import { bot } from "../seed.ts";
import { viewFields } from "../views.ts";
import type { World } from "../world.ts";
import { PersonError } from "./interaction.ts";
import type { Outcome, PersonRequestOf } from "./requests.ts";
import { requirePersonHere, requireSeenChannel, requireWritable } from "./see-rights.ts";
import { escapeText } from "./typed-text.ts";

export function openHome(world: World, person: Person, request: PersonRequestOf<"openHome">): Outcome {
  const { channel } = openDirect(world, [bot.userId, person.id]);
  const home = world.state.homes[person.id];
  const tab = request.tab ?? "home";
  emitEvent(world, "app_home_opened", {
    type: "app_home_opened",
    user: person.id,
    channel: channel.id,
    tab,
    ...(tab === "home" && home !== undefined && { view: viewFields(home) }),
  });
  return { ok: true, channel: channel.id };
}

export function openDirectMessages(
  world: World,
  person: Person,
  request: PersonRequestOf<"openDirect">,
): Outcome {
  for (const id of request.people) {
    if (id !== bot.userId) requirePersonHere(world, id);
  }
  return { ok: true, channel: openDirect(world, [person.id, ...request.people]).channel.id };
}

function requireFreeName(world: World, name: string): void {
  if (!/^[\p{Ll}\p{Lo}\p{N}_-]{1,80}$/u.test(name))
    throw new PersonError("Channel names are lower-case, without spaces, at most 80 characters.");
  if (world.state.channels.some((each) => each.name === name))
    throw new PersonError("That name is already taken by a channel.");
}

export function createChannel(
  world: World,
  person: Person,
  request: PersonRequestOf<"createChannel">,
): Outcome {
  requireFreeName(world, request.name);
  const kind = request.private === true ? "private" : "public";
  const id = world.nextId("C");
  const channel = newChannel(world, { id, name: request.name, kind, members: [person.id] });
  emitCreated(world, channel);
  return { ok: true, channel: id };
}

export function rename(world: World, person: Person, request: PersonRequestOf<"rename">): Outcome {
  const channel = requireWritable(world, person, request.channel);
  requireFreeName(world, request.name);
  const before = channel.name;
  channel.name = request.name;
  const family = channel.kind === "private" ? "group" : "channel";
  const type = `${family}_rename`;
  const renamed = { id: channel.id, name: channel.name, created: channel.created };
  emitEvent(world, type, { type, channel: renamed }, channel);
  addMessage(world, channel, {
    subtype: `${family}_name`,
    user: person.id,
    text: `<@${person.id}> has renamed the channel from "${before}" to "${channel.name}"`,
  });
  world.changed();
  return { ok: true };
}

export function setTopic(world: World, person: Person, request: PersonRequestOf<"setTopic">): Outcome {
  const channel = requireWritable(world, person, request.channel);
  channel.topic = request.topic;
  addMessage(world, channel, {
    subtype: channel.kind === "private" ? "group_topic" : "channel_topic",
    user: person.id,
    text: `<@${person.id}> set the channel topic: ${escapeText(request.topic)}`,
  });
  world.changed();
  return { ok: true };
}

export function join(world: World, person: Person, request: PersonRequestOf<"join">): Outcome {
  const channel = requireSeenChannel(world, person, request.channel);
  joinChannel(world, channel, person.id);
  return { ok: true, channel: channel.id };
}

export function leave(world: World, person: Person, request: PersonRequestOf<"leave">): Outcome {
  leaveChannel(world, requireSeenChannel(world, person, request.channel), person.id);
  return { ok: true };
}

export function invite(world: World, person: Person, request: PersonRequestOf<"invite">): Outcome {
  const channel = requireWritable(world, person, request.channel);
  for (const id of request.people) {
    if (id !== bot.userId) requirePersonHere(world, id);
    joinChannel(world, channel, id, person.id);
  }
  return { ok: true };
}

export function kick(world: World, person: Person, request: PersonRequestOf<"kick">): Outcome {
  leaveChannel(world, requireWritable(world, person, request.channel), request.person);
  return { ok: true };
}

export function archive(world: World, person: Person, request: PersonRequestOf<"archive">): Outcome {
  setArchived(world, requireSeenChannel(world, person, request.channel).id, true, person.id);
  return { ok: true };
}

export function unarchive(world: World, person: Person, request: PersonRequestOf<"unarchive">): Outcome {
  setArchived(world, requireSeenChannel(world, person, request.channel).id, false, person.id);
  return { ok: true };
}
