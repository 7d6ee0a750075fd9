import { findChannel, isMember } from "./channels.ts";
import { addMessage } from "./messages.ts";
import type { Scheduled } from "./records.ts";
import { bot } from "./seed.ts";
import type { World } from "./world.ts";

export function scheduledMessages(world: World): Scheduled[] {
  world.state.scheduled ??= [];
  return world.state.scheduled;
}

/** Posts what is due at its time, by the workspace's clock; what fell due while nobody ran, at once. */
export function awaitScheduled(world: World): void {
  for (const each of scheduledMessages(world)) postLater(world, each);
}

export function postLater(world: World, scheduled: Scheduled): void {
  const wait = scheduled.postAt * 1000 - world.clock.now().getTime();
  world.clock.after(Math.max(0, wait), () => {
    const list = scheduledMessages(world);
    if (!list.includes(scheduled)) return;
    list.splice(list.indexOf(scheduled), 1);
    const channel = findChannel(world, scheduled.channel);
    // Slack drops it without a word where it may no longer be posted.
    if (channel !== undefined && !channel.archived && isMember(channel, bot.userId))
      addMessage(world, channel, { text: "", ...scheduled.draft });
    world.changed();
  });
}
