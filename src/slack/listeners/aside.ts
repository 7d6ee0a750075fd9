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

/** The same where there is no such address: after forms and mentions. */
export const asideIn =
  (
    { quick, log }: Pick<Desk, "quick" | "log">,
    user: string,
    channel: string | undefined,
    threadTs?: string,
  ): Wish["tell"] =>
  async ({ text, blocks }: MessageView) => {
    if (channel === undefined) return;
    try {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      await quick.chat.postEphemeral({ channel, user, text, blocks, ...thread });
    } catch (err) {
      log.warn({ err }, "A person could not be answered");
    }
  };
