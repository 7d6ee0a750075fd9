import type { ModalView } from "@slack/types";
import { WebAPIPlatformError } from "@slack/web-api";
import { ConflictError, UnavailableError } from "../../domain/errors.ts";
import type { Desk, Wish } from "./desk.ts";

/** Opens a form by a trigger, which lives three seconds. */
export const openByTrigger = ({ quick }: Pick<Desk, "quick">, triggerId: string): Wish["open"] =>
  inTime((view) => quick.views.open({ trigger_id: triggerId, view }));

/** The same on top of the form that was pressed in. */
export const pushByTrigger = ({ quick }: Pick<Desk, "quick">, triggerId: string): Wish["open"] =>
  inTime((view) => quick.views.push({ trigger_id: triggerId, view }));

const inTime =
  (show: (view: ModalView) => Promise<unknown>): Wish["open"] =>
  async (view) => {
    try {
      await show(view);
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
