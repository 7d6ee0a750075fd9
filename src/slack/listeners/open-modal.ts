import type { ModalView } from "@slack/types";
import { WebAPIPlatformError } from "@slack/web-api";
import { ConflictError, UnavailableError } from "../../domain/errors.ts";
import type { Desk, Wish } from "./desk.ts";

/** Opens a form by a trigger, which lives three seconds. */
export const openByTrigger =
  ({ quick }: Pick<Desk, "quick">, triggerId: string): Wish["open"] =>
  async (view: ModalView) => {
    try {
      await quick.views.open({ trigger_id: triggerId, view });
    } catch (cause) {
      if (!(cause instanceof WebAPIPlatformError))
        throw new UnavailableError("Slack did not open the form in time. Try again.", { cause });
      if (cause.data.error.endsWith("_trigger_id"))
        throw new ConflictError("That took too long for Slack. Click again.");
      throw cause;
    }
  };

/** Where the person stood, to answer them there. */
export const from = ({ channel, threadTs }: Wish): { channel?: string; threadTs?: string } => ({
  channel,
  threadTs,
});
