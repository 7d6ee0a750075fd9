import { findChannel } from "./channels.ts";
import { emitEvent } from "./events.ts";
import type { Meanwhile } from "./faults.ts";
import { leaveChannel } from "./membership.ts";
import { deleteMessage, findMessage } from "./messages.ts";
import { bot } from "./seed.ts";
import type { World } from "./world.ts";

/** Somebody else changes the workspace: at once, or just before a call of the app takes effect. */
export function meanwhile(world: World, what: Meanwhile, where: { channel?: string; ts?: string }): void {
  const channel = where.channel === undefined ? undefined : findChannel(world, where.channel);
  switch (what) {
    case "revoke-token":
      revokeToken(world);
      return;
    case "archive-channel":
      if (channel !== undefined) setArchived(world, channel.id, true, "U0ADMIN");
      return;
    case "remove-app":
      if (channel !== undefined) leaveChannel(world, channel, bot.userId);
      return;
    case "delete-message": {
      const message = channel && where.ts !== undefined && findMessage(world, channel.id, where.ts);
      if (channel && message) deleteMessage(world, channel, message);
    }
  }
}

/** The app hears of it if it asked to, and then nothing any more. */
export function revokeToken(world: World): void {
  if (world.tokenRevoked) return;
  emitEvent(world, "tokens_revoked", { type: "tokens_revoked", tokens: { oauth: [], bot: [bot.userId] } });
  emitEvent(world, "app_uninstalled", { type: "app_uninstalled" });
  world.tokenRevoked = true;
  world.changed();
}

export function setArchived(world: World, channelId: string, archived: boolean, by: string): void {
  const channel = findChannel(world, channelId);
  if (channel === undefined || channel.archived === archived) return;
  channel.archived = archived;
  const family = channel.kind === "private" ? "group" : "channel";
  const type = `${family}_${archived ? "archive" : "unarchive"}`;
  emitEvent(world, type, { type, channel: channel.id, user: by }, channel);
  world.changed({ channel: channel.id });
}
