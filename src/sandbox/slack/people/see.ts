import { canSee, isMember } from "../channels.ts";
import type { Fields } from "../json.ts";
import { isInChannel, messagesOf } from "../messages.ts";
import type { Channel, Message, View } from "../records.ts";
import { bot, team } from "../seed.ts";
import type { TourStep } from "../tour.ts";
import { stateValues } from "../values.ts";
import { stackOf, viewFields } from "../views.ts";
import type { World } from "../world.ts";
import { requirePersonHere, requireSeenChannel } from "./see-rights.ts";

export interface SeenChannel {
  id: string;
  name: string;
  kind: Channel["kind"];
  isMember: boolean;
  archived: boolean;
  topic: string;
  members: string[];
  pins: Channel["pins"];
  /** The newest message's ts outside threads, to tell what is unread. */
  latest?: string;
}

/** A person's screen, all but the messages. */
export interface Screen {
  me: string;
  team: { id: string; name: string };
  app: { name: string; userId: string; botName: string; homeTab: boolean; connected: boolean };
  now: string;
  people: { id: string; handle: string; name: string; timeZone: string; isBot: boolean; isGuest: boolean }[];
  groups: { id: string; handle: string; name: string }[];
  channels: SeenChannel[];
  commands: { command: string; description: string; usageHint: string }[];
  shortcuts: { type: "global" | "message"; callbackId: string; name: string; description: string }[];
  /** Open modals, the topmost last, `state.values` as they stand. */
  modals: View[];
  home?: View;
  tour: TourStep[];
  /** Somebody asked for faults that are still to strike or still hold. */
  disturbed: boolean;
}

/** Only what this person may see. */
export function seeScreen(world: World, personId: string): Screen {
  const person = requirePersonHere(world, personId);
  const { manifest, state } = world;
  const home = state.homes[person.id];
  return {
    me: person.id,
    team: { id: team.id, name: team.name },
    app: {
      name: manifest.appName,
      userId: bot.userId,
      botName: manifest.botName,
      homeTab: manifest.homeTab,
      connected: world.connections() > 0,
    },
    now: world.clock.now().toISOString(),
    people: state.people.map(({ id, handle, name, timeZone, isBot = false, isGuest = false }) => ({
      id,
      handle,
      name,
      timeZone,
      isBot,
      isGuest,
    })),
    groups: state.groups.map(({ id, handle, name }) => ({ id, handle, name })),
    channels: state.channels
      .filter((channel) => canSee(channel, person))
      .map((channel) => seenChannel(world, channel, person.id)),
    commands: manifest.commands.map(({ command, description, usageHint }) => ({
      command,
      description,
      usageHint,
    })),
    shortcuts: manifest.shortcuts,
    tour: world.tours[person.id] ?? world.tours.everybody,
    disturbed: isDisturbed(world),
    modals: stackOf(world, person.id).map((view) => withState(world, person.id, view)),
    ...(home !== undefined && { home: withState(world, person.id, home) }),
  };
}

function isDisturbed({ faults, tokenRevoked, socketState }: World): boolean {
  const { api, delivery } = faults.list();
  const sockets = socketState();
  const wrongSockets =
    sockets !== undefined && (sockets.door !== "open" || sockets.halfOpen + sockets.frozen > 0);
  return api.length + delivery.length > 0 || tokenRevoked || wrongSockets;
}

function seenChannel(world: World, channel: Channel, personId: string): SeenChannel {
  const { id, name, kind, archived, topic, members, pins } = channel;
  const latest = messagesOf(world, id).findLast(isInChannel)?.ts;
  return { id, name, kind, isMember: isMember(channel, personId), archived, topic, members, pins, latest };
}

function withState(world: World, personId: string, view: View): View {
  const values = stateValues(view.blocks, world.entered.get(`${personId} ${view.id}`) ?? {});
  return viewFields(view, values);
}

/** A message on somebody's screen. */
export type SeenMessage = Message & { values?: Fields };

/**
 * Messages of a channel, or of one thread, oldest first, with those only this person sees among them.
 * Threads' replies stay out of the channel unless they were sent there too.
 */
export function seeMessages(
  world: World,
  personId: string,
  where: { channel: string; threadTs?: string; limit?: number },
): SeenMessage[] {
  const person = requirePersonHere(world, personId);
  const channel = requireSeenChannel(world, person, where.channel);
  const mine = world.ephemerals
    .filter((each) => each.channel === channel.id && each.person === person.id)
    .map((each) => each.message);
  const belongs = (message: Message) =>
    where.threadTs === undefined
      ? isInChannel(message)
      : message.thread_ts === where.threadTs || message.ts === where.threadTs;
  return [...messagesOf(world, channel.id), ...mine]
    .filter(belongs)
    .sort((a, b) => (a.ts < b.ts ? -1 : 1))
    .slice(-(where.limit ?? 500))
    .map(({ metadata: _, ...message }) => {
      const entered = world.entered.get(`${person.id} ${channel.id} ${message.ts}`);
      return entered === undefined ? message : { ...message, values: stateValues(message.blocks, entered) };
    });
}
