import { isMember } from "./channels.ts";
import { emitEvent } from "./events.ts";
import { addMessage } from "./messages.ts";
import type { Channel } from "./records.ts";
import { bot, team } from "./seed.ts";
import type { World } from "./world.ts";

/** Lets somebody in, shows the line about it, and tells the app. Nothing happens to a member. */
export function joinChannel(world: World, channel: Channel, person: string, inviter?: string): void {
  if (isMember(channel, person)) return;
  channel.members.push(person);
  emitEvent(
    world,
    "member_joined_channel",
    {
      type: "member_joined_channel",
      user: person,
      channel: channel.id,
      channel_type: channel.kind === "private" ? "G" : "C",
      team: team.id,
      ...(inviter !== undefined && { inviter }),
    },
    channel,
  );
  const who = person === bot.userId ? { bot_id: bot.botId } : {};
  addMessage(world, channel, {
    subtype: "channel_join",
    user: person,
    text: `<@${person}> has joined the channel`,
    ...who,
  });
}

export function leaveChannel(world: World, channel: Channel, person: string): void {
  if (!isMember(channel, person)) return;
  channel.members = channel.members.filter((member) => member !== person);
  emitEvent(
    world,
    "member_left_channel",
    {
      type: "member_left_channel",
      user: person,
      channel: channel.id,
      channel_type: channel.kind === "private" ? "G" : "C",
      team: team.id,
    },
    channel,
  );
  world.changed({ channel: channel.id });
}
