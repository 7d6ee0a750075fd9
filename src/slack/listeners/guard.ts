import type {
  AllMiddlewareArgs,
  BlockAction,
  SlackActionMiddlewareArgs,
  SlackCommandMiddlewareArgs,
  SlackEventMiddlewareArgs,
  SlackShortcutMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewOutput,
  ViewSubmitAction,
} from "@slack/bolt";
import type { ModalView } from "@slack/types";
import { InputError } from "../../domain/errors.ts";
import { redactText } from "../../domain/text/redact.ts";
import { parseRef, type Ref } from "../ids.ts";
import { inputPrefix } from "../views/inputs-modal.ts";
import type { MessageView } from "../views/message.ts";
import { openFormView } from "../views/open-form.ts";
import { toldView } from "../views/told.ts";
import { toldModal } from "../views/told-modal.ts";
import { aside, asideIn, tryAside } from "./aside.ts";
import type { Desk, Wish } from "./desk.ts";
import { fieldValues } from "./field-values.ts";
import type { Filled } from "./forms.ts";
import { heldMessage } from "./held-message.ts";
import { openByTrigger } from "./open-modal.ts";
import { pressedIn } from "./pressed-in.ts";
import { requireMayKnow } from "./require-may-know.ts";
import type { Shortcut } from "./shortcuts.ts";
import { troubleWords } from "./tell-trouble.ts";

// Every listener acknowledges after its change is committed and before anything is said about it, and always: a wish
// that failed is answered in words. What changes nothing is acknowledged first.

type Wished = (desk: Desk, wish: Wish, text: string) => Promise<void>;

export const onCommand =
  (desk: Desk, act: Wished, onlyLooks: (text: string) => boolean = () => false) =>
  async ({
    command,
    ack: sendAck,
    respond,
  }: SlackCommandMiddlewareArgs & AllMiddlewareArgs): Promise<void> => {
    const ack = once(sendAck);
    const tell = afterAck(ack, aside(desk, respond));
    if (onlyLooks(command.text)) await ack();
    const open = openByTrigger(desk, command.trigger_id);
    const [verb = ""] = command.text.trim().split(/\s+/);
    await attempt(
      desk,
      { what: `${command.command} ${verb}`, personId: command.user_id, ack, tell },
      (actor) => act(desk, { actor, channel: command.channel_id, open, tell }, redactText(command.text)),
    );
  };

export const onButton =
  (desk: Desk, act: (desk: Desk, wish: Wish, ref: Ref) => Promise<void>) =>
  async (args: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs): Promise<void> => {
    const { body, action } = args;
    const ack = once(args.ack);
    const { after, ...pressed } = pressedIn(desk, args);
    const place = { ...pressed, tell: afterAck(ack, pressed.tell) };
    const tried: Tried = { what: action.action_id, personId: body.user.id, ack, tell: place.tell };
    await attempt(desk, tried, async (actor) => {
      tried.ref = parseRef(valueIn("selected_option" in action ? action.selected_option : action));
      await requireMayKnow(desk, actor, tried.ref);
      return act(desk, { actor, incidentId: tried.ref.incidentId, ...place }, tried.ref);
    });
    await after?.().catch((err: unknown) => desk.log.warn({ err }, "What was pressed is not shown anew"));
  };

export const onForm =
  (desk: Desk, submit: (desk: Desk, wish: Wish, filled: Filled) => Promise<void>) =>
  async ({
    body,
    view,
    ack,
  }: SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs): Promise<void> => {
    let next: ModalView | undefined;
    const tried: Omit<Tried, "ack" | "tell"> = { what: view.callback_id, personId: body.user.id };
    const trouble = await tryIt(desk, tried, async (actor) => {
      const ref = parseRef(view.private_metadata);
      tried.ref = ref;
      await requireMayKnow(desk, actor, ref);
      const { channel, threadTs } = ref;
      const apart = tryAside(desk, body.user.id, channel, threadTs);
      const tell = async (message: MessageView) => {
        if (!(await apart(message))) next = toldModal(message, {});
      };
      // A form that needs another round is swapped in the acknowledgement: its trigger is used up.
      const open = async (form: ModalView) => {
        next = form;
      };
      return submit(
        desk,
        { actor, channel, threadTs, open, tell },
        { ref, fields: fieldValues(view.state.values) },
      );
    });
    if (trouble !== undefined) return ack({ response_action: "errors", errors: errorsIn(view, trouble) });
    if (next !== undefined) return ack({ response_action: "update", view: next });
    // A form on top of the tray: what it changed shows in the thread, and the tray would be out of date.
    const onTop = view.root_view_id !== undefined && view.root_view_id !== view.id;
    await (onTop ? ack({ response_action: "clear" }) : ack());
  };

export const onShortcut =
  (desk: Desk, { act }: Shortcut) =>
  async (args: SlackShortcutMiddlewareArgs & AllMiddlewareArgs): Promise<void> => {
    const { shortcut, ack, respond } = args;
    const message = heldMessage(shortcut);
    const open = openByTrigger(desk, shortcut.trigger_id);
    const threadTs = message?.threadTs ?? message?.ts;
    // Beside no message there is no place for an aside.
    const tell: Wish["tell"] = message ? aside(desk, respond, threadTs) : (told) => open(toldModal(told, {}));
    const tried = { what: shortcut.callback_id, personId: shortcut.user.id, ack, tell };
    await attempt(desk, tried, (actor) =>
      act(desk, { actor, channel: message?.channel, threadTs, open, tell }, message),
    );
  };

export const onMention =
  (desk: Desk, botUserId: string, act: Wished) =>
  async ({ event }: SlackEventMiddlewareArgs<"app_mention"> & AllMiddlewareArgs): Promise<void> => {
    const { user, channel, thread_ts: threadTs } = event;
    if (user === undefined) return;
    const tell = asideIn(desk, user, channel, threadTs);
    const said = event.text.replace(new RegExp(`<@${botUserId}(\\|[^>]*)?>`, "g"), " ").trim();
    const text = redactText(said);
    const [verb = ""] = text.split(/\s+/);
    await attempt(desk, { what: `mention ${verb}`, personId: user, ack: async () => {}, tell }, (actor) =>
      act(
        desk,
        { actor, channel, threadTs, open: () => tell(openFormView(text)), tell, noForms: true },
        text,
      ),
    );
  };

interface Tried {
  what: string;
  personId: string;
  ref?: Ref;
  ack: () => Promise<void>;
  tell: Wish["tell"];
}

type Act = (actor: Wish["actor"]) => Promise<void>;

/** Does it as this person, and tells them alone why not when it fails. */
export async function attempt(desk: Desk, tried: Tried, act: Act): Promise<void> {
  const trouble = await tryIt(desk, tried, act);
  await tried.ack();
  if (trouble !== undefined) await tried.tell(toldView(trouble.words));
}

function once(ack: () => Promise<void>): () => Promise<void> {
  let sent: Promise<void> | undefined;
  return () => {
    sent ??= ack();
    return sent;
  };
}

/** Whoever says something has done what there was to do: Slack need not wait for the words too. */
const afterAck =
  (ack: () => Promise<void>, tell: Wish["tell"]): Wish["tell"] =>
  async (message) => {
    await ack();
    await tell(message);
  };

/** Each fault under its own field; what belongs to none under the first. */
function errorsIn(view: ViewOutput, { words, fields }: Trouble): Record<string, string> {
  const inputs = view.blocks.flatMap(({ type, block_id }) =>
    type === "input" && block_id ? [block_id] : [],
  );
  const own = Object.entries(fields).flatMap(([name, fault]) => {
    const id = [name, `${inputPrefix}${name}`].find((each) => inputs.includes(each));
    return id === undefined ? [] : [[id, fault] as const];
  });
  return own.length > 0 ? Object.fromEntries(own) : { [inputs[0] ?? ""]: words };
}

interface Trouble {
  words: string;
  /** Of a form: the same, by field. */
  fields: Readonly<Record<string, string>>;
}

/** Undefined when all went well, else what to tell the person. */
async function tryIt(desk: Desk, tried: Omit<Tried, "ack" | "tell">, act: Act): Promise<Trouble | undefined> {
  let actor: Wish["actor"] | undefined;
  try {
    const who = await desk.people.actor(tried.personId);
    if (who.kind === "system") return undefined;
    actor = who;
    await act(actor);
    return undefined;
  } catch (error) {
    const words = await troubleWords(desk, error, { ...tried, actor });
    return { words, fields: error instanceof InputError ? error.fields : {} };
  }
}

const valueIn = (from: unknown): string | undefined =>
  typeof from === "object" && from !== null && "value" in from && typeof from.value === "string"
    ? from.value
    : undefined;
