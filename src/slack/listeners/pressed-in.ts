import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from "@slack/bolt";
import { refIn } from "../ids.ts";
import type { MessageView } from "../views/message.ts";
import { toldView } from "../views/told.ts";
import { toldModal } from "../views/told-modal.ts";
import { aside } from "./aside.ts";
import type { Desk, Wish } from "./desk.ts";
import { openHome } from "./home.ts";
import { openByTrigger, pushByTrigger } from "./open-modal.ts";

type Place = Pick<Wish, "channel" | "threadTs" | "open" | "tell" | "dismiss"> & {
  /** Once it is done: what it was pressed in may be out of date. */
  after?(): Promise<void>;
};
type Pressed = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** Where something was pressed, and how its person is answered there: in a message, a form or the App Home. */
export function pressedIn(desk: Desk, pressed: Pressed): Place {
  const { body, respond } = pressed;
  if (body.view?.type === "modal") return inForm(desk, pressed, body.view);
  if (body.view) return inHome(desk, pressed);
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

/** What became of it takes the place of the form, with a way back to the tray. */
function inForm(desk: Desk, { body }: Pressed, view: { id: string; private_metadata: string }): Place {
  const from = refIn(view.private_metadata);
  const push = pushByTrigger(desk, body.trigger_id);
  let answered = false;
  const tell = async (message: MessageView) => {
    answered = true;
    try {
      await desk.quick.views.update({ view_id: view.id, view: toldModal(message, from) });
    } catch (err) {
      desk.log.warn({ err }, "A person could not be answered");
    }
  };
  return {
    channel: from.channel,
    threadTs: from.threadTs,
    tell,
    open: async (form) => {
      answered = true;
      await push(form);
    },
    after: async () => {
      if (!answered) await tell(toldView("Done. It shows in the incident's thread."));
    },
  };
}

function inHome(desk: Desk, { body }: Pressed): Place {
  const open = openByTrigger(desk, body.trigger_id);
  return {
    channel: undefined,
    open,
    tell: (message) =>
      open(toldModal(message, {})).catch((err: unknown) =>
        desk.log.warn({ err }, "A person could not be answered"),
      ),
    after: () => openHome(desk, body.user.id, true),
  };
}
