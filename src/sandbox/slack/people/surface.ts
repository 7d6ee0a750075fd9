import { interactiveElements, type Placed } from "../blocks/walk.ts";
import { type Fields, fieldsOf, isFields, listOf, textOf } from "../json.ts";
import { findMessage } from "../messages.ts";
import type { Message, Person, View } from "../records.ts";
import { holdsValue, type PersonInput, stateValue } from "../values.ts";
import { stackOf } from "../views.ts";
import type { World } from "../world.ts";
import { PersonError } from "./interaction.ts";
import { requireSeenChannel } from "./see-rights.ts";

/** Where something stands that a person can act on. */
export type Surface =
  | { kind: "message"; channel: string; message: Message; blocks: unknown; key: string }
  | { kind: "view"; view: View; blocks: unknown; key: string };

interface Where {
  channel?: string;
  ts?: string;
  viewId?: string;
  home?: boolean;
  earlier?: boolean;
  actionId?: string;
}

/** The message, modal or App Home a request means; the topmost modal when it names nothing. */
export function requireSurface(world: World, person: Person, where: Where): Surface {
  const { channel, ts } = where;
  if (ts !== undefined && channel !== undefined)
    return messageSurface(world, person, { ...where, channel, ts });
  const home = world.state.homes[person.id];
  if (where.home === true || (home !== undefined && where.viewId === home.id)) {
    if (home === undefined) throw new PersonError("The app has not published a Home tab for you.");
    return viewSurface(person, home);
  }
  return viewSurface(person, requireModal(world, person, where.viewId));
}

export function requireModal(world: World, person: Person, viewId?: string): View {
  const stack = stackOf(world, person.id);
  const view = viewId === undefined ? stack.at(-1) : stack.find((each) => each.id === viewId);
  if (view === undefined) throw new PersonError("You have no such modal open.");
  return view;
}

function viewSurface(person: Person, view: View): Surface {
  return { kind: "view", view, blocks: view.blocks, key: `${person.id} ${view.id}` };
}

function messageSurface(
  world: World,
  person: Person,
  where: Where & { channel: string; ts: string },
): Surface {
  const { ts, earlier = false } = where;
  const channel = requireSeenChannel(world, person, where.channel);
  const message = earlier
    ? earlierMessage(world, channel.id, where)
    : seenMessage(world, person, channel.id, ts);
  if (message === undefined) {
    throw new PersonError(
      earlier ? "That message never showed such a thing." : "You do not see that message any more.",
    );
  }
  const key = `${person.id} ${channel.id} ${ts}`;
  return { kind: "message", channel: channel.id, message, blocks: message.blocks, key };
}

function seenMessage(world: World, person: Person, channel: string, ts: string): Message | undefined {
  const mine = world.ephemerals.find((each) => each.message.ts === ts && each.person === person.id);
  return findMessage(world, channel, ts) ?? mine?.message;
}

/** The newest state before the present one that offered what is to be pressed. */
function earlierMessage(world: World, channel: string, { ts, actionId }: Where): Message | undefined {
  const versions = world.earlier.get(`${channel} ${ts}`) ?? [];
  return versions.find(({ blocks }) =>
    interactiveElements(blocks).some((each) => each.actionId === actionId),
  );
}

/** The element with this action id; several alike are told apart by block, or buttons by their value. */
export function requireElement(
  surface: Surface,
  wanted: { actionId: string; blockId?: string; value?: PersonInput },
): Placed {
  const placed = interactiveElements(surface.blocks);
  const alike = placed.filter(
    (each) =>
      each.actionId === wanted.actionId && (wanted.blockId === undefined || each.blockId === wanted.blockId),
  );
  const found =
    alike.find(({ element }) => element.type === "button" && element.value === wanted.value) ?? alike[0];
  if (found !== undefined) return found;
  const offered = placed.map((each) => each.actionId).join(", ") || "nothing";
  throw new PersonError(`There is no "${wanted.actionId}" here. What can be used: ${offered}.`);
}

/** Keeps what a person entered, by block id or action id, until it is sent or the surface goes away. */
export function enter(world: World, surface: Surface, values: Record<string, PersonInput>): void {
  const placed = interactiveElements(surface.blocks).filter(({ element }) => holdsValue(element));
  for (const [name, input] of Object.entries(values)) {
    const field =
      placed.find((each) => each.blockId === name) ?? placed.find((each) => each.actionId === name);
    if (field === undefined) {
      const known = placed.map((each) => each.blockId).join(", ") || "none";
      throw new PersonError(`There is no field "${name}" here. Fields: ${known}.`);
    }
    enterOne(world, surface, field, stateValue(offered(world, surface, field), input));
  }
}

/** An element with the options it offers; those of an external select are what the app answered last. */
export function offered(world: World, surface: Surface, { element, blockId, actionId }: Placed): Fields {
  if (!textOf(element.type).endsWith("external_select")) return element;
  const initial = [element.initial_option, ...listOf(element.initial_options)];
  const suggested = world.suggested.get(suggestionKey(surface, blockId, actionId)) ?? [];
  return { ...element, options: [...suggested, ...initial.filter(isFields)] };
}

export function suggestionKey(surface: Surface, blockId: string, actionId: string): string {
  return `${surface.key} ${blockId} ${actionId}`;
}

export function enterOne(world: World, surface: Surface, field: Placed, value: Fields): void {
  const entered = enteredOn(world, surface);
  entered[field.blockId] = { ...fieldsOf(entered[field.blockId]), [field.actionId]: value };
}

export function enteredOn(world: World, surface: Surface): Fields {
  const entered = world.entered.get(surface.key) ?? {};
  world.entered.set(surface.key, entered);
  return entered;
}
