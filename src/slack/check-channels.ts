import { setTimeout as delay } from "node:timers/promises";
import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from "@slack/web-api";
import { InputError, UnavailableError } from "../domain/errors.ts";

/**
 * Throws an InputError naming every channel that incidents could not be posted to, and what to do about each. Tells
 * which of them are private ones.
 */
export async function checkChannels(
  client: WebClient,
  channelIds: readonly string[],
  botName: string,
): Promise<ReadonlyMap<string, boolean>> {
  const faults: string[] = [];
  const kinds = new Map<string, boolean>();
  for (const channel of new Set(channelIds)) {
    const fault = await faultOf(client, channel, botName, kinds);
    if (fault !== undefined) faults.push(fault);
  }
  if (faults.length > 0) throw new InputError(faults.join("\n"));
  return kinds;
}

/** Which of these channels are private; what Slack does not tell of now is left out. */
export async function channelKinds(
  client: WebClient,
  channelIds: readonly string[],
): Promise<ReadonlyMap<string, boolean>> {
  const kinds = new Map<string, boolean>();
  for (const id of channelIds) {
    const { channel } = await patiently(() => client.conversations.info({ channel: id })).catch(() => ({
      channel: undefined,
    }));
    if (channel) kinds.set(id, channel.is_private ?? false);
  }
  return kinds;
}

async function faultOf(
  client: WebClient,
  id: string,
  botName: string,
  kinds: Map<string, boolean>,
): Promise<string | undefined> {
  try {
    const { channel } = await patiently(() => client.conversations.info({ channel: id }));
    const name = `#${channel?.name ?? id} (${id})`;
    kinds.set(id, channel?.is_private ?? false);
    if (channel?.is_archived)
      return `The channel ${name} is archived: unarchive it, or name another in cairn.yml.`;
    if (channel?.is_ext_shared || channel?.is_pending_ext_shared)
      return `The channel ${name} is shared with another organisation, whose people would see every incident: name another in cairn.yml.`;
    if (!channel?.is_member)
      return `The bot is not in the channel ${name}: write "/invite @${botName}" there, then start again.`;
    return undefined;
  } catch (cause) {
    if (!(cause instanceof WebAPIPlatformError))
      throw new UnavailableError("Slack did not answer when asked about the channels. Start again.", {
        cause,
      });
    if (cause.data.error === "channel_not_found")
      return `There is no channel ${id}, or it is private and the bot is not in it: check its id in cairn.yml, and write "/invite @${botName}" there.`;
    return `Slack does not tell about the channel ${id} (${cause.data.error}): install the app with the scopes of manifest.yml.`;
  }
}

const turns = 5;

/** Many processes that start at once ask for more than Slack allows in a minute: they wait as it says. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let turn = 1; ; turn++) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof WebAPIRateLimitedError) || turn === turns) throw error;
      await delay(error.retryAfter * 1000);
    }
  }
}
