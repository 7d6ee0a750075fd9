import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import { UnavailableError } from "../domain/errors.ts";
import type { MessageNow, ReadThread } from "../flows/ports/thread.ts";
import type { People } from "../flows/ports.ts";
import { asMessage, isFromPerson, pushpinsOn, slackMessage } from "./person-message.ts";

/** Every page of a thread; one that cannot be read whole is an UnavailableError and not half a thread. */
export const createReadThread =
  ({ client, people }: { client: WebClient; people: Pick<People, "nameOf"> }): ReadThread =>
  async ({ channel, threadTs }) => {
    const found: MessageNow[] = [];
    let whole = false;
    try {
      for await (const message of pagesOf(client, channel, threadTs)) {
        const parsed = slackMessage.safeParse(message);
        if (!parsed.success) continue;
        whole ||= parsed.data.ts === threadTs;
        const pinsOnly = parsed.data.ts === threadTs || !isFromPerson(parsed.data);
        // Nobody's name is looked up for what only says that no pin stands on it.
        const { pins } = pushpinsOn(parsed.data);
        const bare = pinsOnly && pins === 0 ? { ...parsed.data, text: "", user: undefined } : parsed.data;
        const read = await asMessage(people, channel, bare);
        const permalink = pins > 0 ? await permalinkOf(client, read) : undefined;
        found.push({
          ...read,
          ...(pinsOnly && { pinsOnly }),
          ...(permalink === undefined ? {} : { permalink }),
        });
      }
    } catch (cause) {
      const code = cause instanceof WebAPIPlatformError ? ` (${cause.data.error})` : "";
      throw new UnavailableError(`Slack did not give the thread back${code}.`, { cause });
    }
    // Where Slack keeps messages for a while only, what is too old is not deleted by anybody.
    if (!whole) throw new UnavailableError("Slack does not have the beginning of this thread any more.");
    return found;
  };

async function* pagesOf(client: WebClient, channel: string, ts: string): AsyncGenerator<unknown> {
  let cursor: string | undefined;
  do {
    const page = await client.conversations.replies({ channel, ts, limit: 200, ...(cursor && { cursor }) });
    yield* page.messages ?? [];
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor);
}

async function permalinkOf(client: WebClient, { channel, ts }: MessageNow): Promise<string | undefined> {
  const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts });
  return permalink;
}
