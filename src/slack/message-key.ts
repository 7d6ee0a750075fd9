import type { WebClient } from "@slack/web-api";
import type { ShownMessage } from "../flows/ports.ts";

const eventType = "cairn_message";

/** Readable by every member and app: a random key, and nothing else. */
export const messageMetadata = (key: string) => ({ event_type: eventType, event_payload: { key } });

const clocksMs = 5 * 60_000;

/**
 * Our message with this key, posted at `since` or later; every page is read before it counts as absent.
 * Rejects when Slack could not be asked, which says nothing about the message.
 */
export async function findByKey(
  client: WebClient,
  where: { channel: string; threadTs?: string; botId: string; key: string; since: Date },
): Promise<ShownMessage | undefined> {
  const { channel, threadTs, botId, key } = where;
  const oldest = String((where.since.getTime() - clocksMs) / 1000);
  const common = { channel, oldest, inclusive: true, include_all_metadata: true, limit: 200 };
  let cursor: string | undefined;
  do {
    const paged = cursor ? { ...common, cursor } : common;
    const page = threadTs
      ? await client.conversations.replies({ ...paged, ts: threadTs })
      : await client.conversations.history(paged);
    const found = page.messages?.find(
      (message) =>
        message.bot_id === botId &&
        message.metadata?.event_type === eventType &&
        (message.metadata.event_payload as { key?: unknown } | undefined)?.key === key,
    );
    if (found?.ts) return { channel, ts: found.ts, ...(threadTs ? { threadTs } : {}) };
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor);
  return undefined;
}
