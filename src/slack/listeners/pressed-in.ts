import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from "@slack/bolt";
import { type Ref, refIn } from "../ids.ts";
import { toldModal } from "../views/told-modal.ts";
import { aside } from "./aside.ts";
import type { Desk, Wish } from "./desk.ts";
import { openByTrigger, pushByTrigger } from "./open-modal.ts";

type Place = Pick<Wish, "channel" | "threadTs" | "open" | "tell" | "dismiss">;
type Pressed = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** Where something was pressed, and how its person is answered there: in a message, a form or the App Home. */
export function pressedIn(desk: Desk, { body, respond }: Pressed): Place {
  const { view } = body;
  if (view) {
    const { channel, threadTs }: Ref = refIn(view.private_metadata);
    const inForm = view.type === "modal";
    return {
      channel,
      threadTs,
      open: inForm ? pushByTrigger(desk, body.trigger_id) : openByTrigger(desk, body.trigger_id),
      tell: inForm
        ? async (message) => {
            try {
              await desk.quick.views.update({
                view_id: view.id,
                view: toldModal(message, refIn(view.private_metadata)),
              });
            } catch (err) {
              desk.log.warn({ err }, "A person could not be answered");
            }
          }
        : async (message) => {
            try {
              await openByTrigger(desk, body.trigger_id)(toldModal(message, {}));
            } catch (err) {
              desk.log.warn({ err }, "A person could not be answered");
            }
          },
    };
  }
  const container: { is_ephemeral?: boolean; thread_ts?: string } = body.container;
  // An aside is no message to reply to: only the thread that it stood in.
  const threadTs: string | undefined = container.is_ephemeral
    ? (container.thread_ts ?? body.message?.thread_ts)
    : (body.message?.thread_ts ?? body.message?.ts);
  return {
    channel: body.channel?.id,
    threadTs,
    open: openByTrigger(desk, body.trigger_id),
    tell: aside(desk, respond, threadTs),
    dismiss: async () => void (await respond({ delete_original: true })),
  };
}
