import { InputError, NotFoundError } from "../../domain/errors.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { mayKnow, requirePermission } from "../../domain/permission.ts";
import { parseRef, type Ref } from "../ids.ts";
import type { MessageView } from "../views/message.ts";
import { declareFromModal, linkModal } from "../views/message-modals.ts";
import { declareModal } from "../views/modals.ts";
import { toldView } from "../views/told.ts";
import { toldModal } from "../views/told-modal.ts";
import { readable } from "./command-text.ts";
import type { Desk, Wish } from "./desk.ts";
import type { Fields } from "./field-values.ts";
import { cutMark, type HeldMessage, holdMessage, messageHeld, toPin } from "./held-message.ts";
import { from } from "./open-modal.ts";

export interface Shortcut {
  type: "global" | "message";
  /** As Slack shows it; the manifest's test holds the manifest to it. */
  name: string;
  act: (desk: Desk, wish: Wish, message: HeldMessage | undefined) => Promise<void>;
}

/** Everything behind Slack's lightning bolt and in the menu of a message. */
export const shortcuts: Readonly<Record<string, Shortcut>> = {
  "cairn.declare": {
    type: "global",
    name: "Declare an incident",
    async act(_, wish) {
      requirePermission(wish.actor, "incident.declare");
      await wish.open(declareModal(from(wish)));
    },
  },

  "cairn.add-to-timeline": {
    type: "message",
    name: "Add to timeline",
    async act(desk, wish, message) {
      const { channel, threadTs, ts } = need(message);
      const found = await desk.reads.incidentByThread(channel, threadTs ?? ts);
      const incident = found && mayKnow(wish.actor, found) ? found : undefined;
      if (incident) return pin(desk, wish, incident, need(message));
      await chooseIncident(desk, wish, need(message));
    },
  },

  "cairn.declare-from-message": {
    type: "message",
    name: "Declare incident",
    async act(desk, wish, message) {
      requirePermission(wish.actor, "incident.declare");
      const held = await holdMessage(desk, need(message));
      await wish.open(declareFromModal(from(wish), held, readable(need(message).text)));
    },
  },

  "cairn.link-to-incident": {
    type: "message",
    name: "Link to incident",
    act: (desk, wish, message) => chooseIncident(desk, wish, need(message)),
  },
};

/** The incident was chosen in the form. */
export async function submitLink(
  desk: Desk,
  wish: Wish,
  { ref, fields }: { ref: Ref; fields: Fields },
): Promise<void> {
  const { incidentId } = parseRef(fields.incident);
  const incident = incidentId === undefined ? undefined : await desk.reads.incident(incidentId);
  if (!incident || !mayKnow(wish.actor, incident))
    throw new NotFoundError("This incident is not in the record any more.");
  // The message may stand where we are not: its form says how it went.
  const tell = (told: MessageView) => wish.open(toldModal(told, {}));
  await pin(desk, { ...wish, tell }, incident, messageHeld(ref.rest));
}

/** Puts a message that a form carried on the timeline of an incident that was just declared from it. */
export async function pin(desk: Desk, wish: Wish, incident: Incident, held: HeldMessage): Promise<void> {
  const message = await toPin(desk, held);
  const became = await desk.flows.pinMessage({ incidentId: incident.id, message, actor: wish.actor });
  const cut = message.text.endsWith(cutMark)
    ? " Only its beginning: the form was open for too long. Add the rest as a note."
    : "";
  await wish.tell(
    toldView(
      became === "pinned"
        ? `The message is on the timeline of ${shortId(incident)}.${cut}`
        : `The message was on the timeline of ${shortId(incident)} already.`,
    ),
  );
}

const mostOffered = 100;

/** What is open in the channel stands first. */
async function chooseIncident(desk: Desk, wish: Wish, message: HeldMessage): Promise<void> {
  requirePermission(wish.actor, "message.pin");
  const open = await desk.reads.incidents({ state: "open", limit: mostOffered });
  const known = open.filter((each) => mayKnow(wish.actor, each));
  const here = known.filter(({ channel }) => channel === message.channel);
  const offered = [...here, ...known.filter((each) => !here.includes(each))];
  if (offered.length === 0)
    throw new NotFoundError(
      `No incident is open. Declare one from this message with the shortcut beside this one, or with ${desk.commands.incident} declare.`,
    );
  await wish.open(linkModal(offered, from(wish), await holdMessage(desk, message), readable(message.text)));
}

function need(message: HeldMessage | undefined): HeldMessage {
  if (message) return message;
  throw new InputError(
    "Slack did not say which message is meant. Use the shortcut in the menu of a message.",
  );
}
