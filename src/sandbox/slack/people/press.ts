import type { Placed } from "../blocks/walk.ts";
import { findChannel } from "../channels.ts";
import { type Fields, fieldsOf, textOf } from "../json.ts";
import { findMessage } from "../messages.ts";
import type { Person } from "../records.ts";
import { newResponseUrl } from "../response-url.ts";
import { bot } from "../seed.ts";
import { newTrigger } from "../triggers.ts";
import {
  holdsValue,
  initialValue,
  NotOfferedError,
  type PersonInput,
  stateValue,
  stateValues,
} from "../values.ts";
import { viewFields } from "../views.ts";
import type { World } from "../world.ts";
import { channelRef, hand, interactionBase, PersonError } from "./interaction.ts";
import type { Outcome, PersonRequestOf } from "./requests.ts";
import {
  enter,
  enteredOn,
  enterOne,
  offered,
  requireElement,
  requireSurface,
  type Surface,
} from "./surface.ts";

/** A button pressed, an option chosen, a date picked: what Slack calls block_actions. */
export async function press(
  world: World,
  person: Person,
  request: PersonRequestOf<"press">,
): Promise<Outcome> {
  const surface = requireSurface(world, person, request);
  if (request.values !== undefined) enter(world, surface, request.values);
  const placed = requireElement(surface, request);
  const value = chosenValue({ ...placed, element: offered(world, surface, placed) }, request.value ?? null);
  requireVisible(person, placed.element);
  if (holdsValue(placed.element)) {
    enterOne(world, surface, placed, value);
    world.changed({ person: person.id });
    // Inside an input block Slack keeps a change to itself unless the app asked for it.
    if (placed.inInput && placed.block.dispatch_action !== true) return { ok: true };
  }
  const action = {
    ...value,
    type: placed.element.type,
    action_id: placed.actionId,
    block_id: placed.blockId,
    action_ts: world.clock.nextTs(),
    ...pressedFields(placed.element, request.value ?? null),
  };
  const payload = {
    type: "block_actions",
    ...interactionBase(person),
    trigger_id: newTrigger(world, person.id),
    ...(surface.kind === "view" ? viewContext(world, surface) : messageContext(world, person, surface)),
    actions: [action],
  };
  const result = await hand(world, "interactive", payload, placed.actionId, false);
  if (result.acked) return { ok: true, ackMs: result.afterMs };
  return { ok: false, error: "Operation timed out. Apps need to respond within 3 seconds." };
}

/** An icon button may be for some people alone. */
function requireVisible(person: Person, { visible_to_user_ids: people }: Fields): void {
  if (Array.isArray(people) && !people.includes(person.id))
    throw new PersonError("You do not see that button.");
}

/** What a button of any kind tells besides its ids. */
function pressedFields(element: Fields, input: PersonInput): Fields {
  const { type, text, value, style } = element;
  if (type === "feedback_buttons") {
    const both = [fieldsOf(element.positive_button), fieldsOf(element.negative_button)];
    const meant = both.find((each) => each.value === input);
    if (meant === undefined)
      throw new NotOfferedError(`Choose one of: ${both.map((each) => String(each.value)).join(", ")}.`);
    return { text: meant.text, value: meant.value };
  }
  if (!isButton(element)) return {};
  return { text, ...(value !== undefined && { value }), ...(style !== undefined && { style }) };
}

function isButton({ type }: Fields): boolean {
  return ["button", "icon_button", "workflow_button", "feedback_buttons"].includes(textOf(type));
}

function chosenValue(placed: Placed, input: PersonInput): Fields {
  const { element } = placed;
  if (isButton(element)) return {};
  if (element.type === "overflow") {
    const chosen = stateValue({ ...element, type: "static_select" }, input).selected_option;
    if (chosen === null) throw new NotOfferedError(`Choose one of the options of ${placed.actionId}.`);
    return { selected_option: chosen };
  }
  const { type: _, ...value } = stateValue(element, input);
  const { type: __, ...before } = initialValue(element);
  const initial = Object.values(before)[0];
  return {
    type: element.type,
    ...value,
    ...(initial !== null && !Array.isArray(initial) && initialField(element)),
  };
}

/** Slack repeats what a picker started from. */
function initialField(element: Fields): Fields {
  return Object.fromEntries(Object.entries(element).filter(([name]) => name.startsWith("initial_")));
}

export function viewContext(world: World, surface: Extract<Surface, { kind: "view" }>): Fields {
  return {
    container: { type: "view", view_id: surface.view.id },
    view: viewFields(surface.view, stateValues(surface.blocks, enteredOn(world, surface))),
  };
}

export function messageContext(
  world: World,
  person: Person,
  surface: Extract<Surface, { kind: "message" }>,
): Fields {
  const { message } = surface;
  const channel = findChannel(world, surface.channel);
  if (channel === undefined) throw new PersonError("That channel is gone.");
  if (message.bot_id !== bot.botId) throw new PersonError("That message is not the app's.");
  const ephemeral = findMessage(world, surface.channel, message.ts) === undefined;
  const { metadata: _, ...shown } = message;
  return {
    container: {
      type: "message",
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...(message.thread_ts !== undefined && { thread_ts: message.thread_ts }),
    },
    channel: channelRef(channel),
    ...(!ephemeral && { message: structuredClone(shown) }),
    state: { values: stateValues(surface.blocks, fieldsOf(enteredOn(world, surface))) },
    response_url: newResponseUrl(world, {
      channel: channel.id,
      person: person.id,
      messageTs: message.ts,
      ephemeral,
      threadTs: ephemeral ? message.thread_ts : undefined,
    }),
  };
}
