import type { WebClient } from "@slack/web-api";
import type { ShownMessage } from "../flows/ports.ts";

/** Whether a message of ours is still in its channel. */
export const createIsThere =
  (client: WebClient) =>
  async ({ channel, ts }: ShownMessage): Promise<boolean> => {
    const { messages = [] } = await client.conversations.history({
      ...{ channel, oldest: ts, latest: ts, inclusive: true, limit: 1 },
    });
    return messages.some((message) => message.ts === ts);
  };
