import type { RespondFn } from "@slack/bolt";
import type { MessageView } from "../views/message.ts";
import type { Desk, Wish } from "./desk.ts";

/** To the clicker alone, by the interaction's own address. Best effort: what counts is in the record. */
export const aside =
  ({ log }: Pick<Desk, "log">, respond: RespondFn, threadTs?: string): Wish["tell"] =>
  async ({ text, blocks }: MessageView) => {
    try {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      await respond({ response_type: "ephemeral", replace_original: false, text, blocks, ...thread });
    } catch (err) {
      log.warn({ err }, "A person could not be answered");
    }
  };

type Spoken = Pick<Desk, "quick" | "log">;

/** The same where there is no such address: after forms and mentions. */
export const asideIn = (desk: Spoken, user: string, channel?: string, threadTs?: string): Wish["tell"] => {
  const told = tryAside(desk, user, channel, threadTs);
  return async (message) => void (await told(message));
};

/** The same; false when there is no way to them here. */
export const tryAside =
  ({ quick, log }: Spoken, user: string, channel?: string, threadTs?: string) =>
  async ({ text, blocks }: MessageView): Promise<boolean> => {
    if (channel === undefined) return false;
    try {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      await quick.chat.postEphemeral({ channel, user, text, blocks, ...thread });
      return true;
    } catch (err) {
      log.warn({ err }, "A person could not be answered");
      return false;
    }
  };
