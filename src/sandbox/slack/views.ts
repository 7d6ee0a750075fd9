import { withIds } from "./blocks/walk.ts";
import { type Fields, listOf, textOf } from "./json.ts";
import type { View } from "./records.ts";
import { bot, team } from "./seed.ts";
import { SlackError } from "./slack-error.ts";
import type { World } from "./world.ts";

const deepest = 3;

/** A checked view as Slack keeps and returns it. `id` stays the same when an open one is updated. */
export function buildView(
  world: World,
  given: Fields,
  place: { id?: string; previousId?: string | null; rootId?: string } = {},
): View {
  const id = place.id ?? world.nextId("V");
  const isModal = given.type === "modal";
  return {
    id,
    team_id: team.id,
    type: textOf(given.type),
    blocks: withIds(listOf(given.blocks), world.nextId),
    private_metadata: textOf(given.private_metadata),
    callback_id: textOf(given.callback_id),
    external_id: textOf(given.external_id),
    state: { values: {} },
    hash: `${Math.floor(world.clock.now().getTime() / 1000)}.${world.nextId("h")}`,
    title: given.title ?? { type: "plain_text", text: "View Title", emoji: true },
    clear_on_close: given.clear_on_close ?? false,
    notify_on_close: given.notify_on_close ?? false,
    close: given.close ?? null,
    submit: given.submit ?? null,
    previous_view_id: place.previousId ?? null,
    root_view_id: place.rootId ?? id,
    app_id: bot.appId,
    app_installed_team_id: team.id,
    bot_id: bot.botId,
    ...(isModal && given.submit_disabled !== undefined && { submit_disabled: given.submit_disabled }),
  };
}

export function stackOf(world: World, person: string): View[] {
  const stack = world.modals.get(person) ?? [];
  world.modals.set(person, stack);
  return stack;
}

/** Puts a modal on a person's screen, above what they have open. */
export function showModal(world: World, person: string, given: Fields, how: "open" | "push"): View {
  const stack = stackOf(world, person);
  requireFreeExternalId(world, textOf(given.external_id));
  if (stack.length >= deepest) throw new SlackError("push_limit_reached");
  const below = stack.at(-1);
  const place =
    how === "push" && below !== undefined ? { previousId: below.id, rootId: textOf(below.root_view_id) } : {};
  const view = buildView(world, given, place);
  stack.push(view);
  world.changed({ person });
  return view;
}

/** Replaces an open modal's content; the person's place in the stack and the id stay. */
export function replaceModal(world: World, person: string, old: View, given: Fields): View {
  const stack = stackOf(world, person);
  const externalId = textOf(given.external_id);
  if (externalId !== "" && externalId !== old.external_id) requireFreeExternalId(world, externalId);
  const view = buildView(world, given, {
    id: old.id,
    previousId: old.previous_view_id === null ? null : textOf(old.previous_view_id),
    rootId: textOf(old.root_view_id),
  });
  stack[stack.indexOf(old)] = view;
  world.changed({ person });
  return view;
}

function requireFreeExternalId(world: World, externalId: string): void {
  if (externalId === "") return;
  const taken = [...world.modals.values()].flat().some((view) => view.external_id === externalId);
  if (taken) throw new SlackError("duplicate_external_id");
}

export function findModal(
  world: World,
  matches: (view: View) => boolean,
): { person: string; view: View } | undefined {
  for (const [person, stack] of world.modals) {
    const view = stack.find(matches);
    if (view !== undefined) return { person, view };
  }
  return undefined;
}

/** A view without what only this program needs; what the Web API and interactions show. */
export function viewFields(view: View, values: Fields = {}): View {
  return { ...structuredClone(view), state: { values } };
}
