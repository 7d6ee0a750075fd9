import { createHash } from "node:crypto";
import type { HomeView } from "@slack/types";
import { CairnError } from "../../domain/errors.ts";
import { permalink } from "../permalink.ts";
import { homeView, refusedHomeView } from "../views/home.ts";
import type { Desk } from "./desk.ts";

/** Somebody came to the App Home: theirs is made now, and kept up to date from then on. */
export async function openHome(desk: Desk, personId: string, isShown: boolean): Promise<void> {
  await desk.flows.homeOpened({ personId });
  const known = isShown
    ? (await desk.flows.homesInUse({})).find((each) => each.personId === personId)
    : undefined;
  await publish(desk, personId, known?.shownHash ?? null);
}

/**
 * Shows what has changed to those who looked lately. `mayPublish` says whether Slack takes one more just now; whoever
 * has to wait is told by `waiting`.
 */
export async function refreshHomes(
  desk: Desk,
  mayPublish: () => Promise<boolean>,
): Promise<{ waiting: boolean }> {
  for (const { personId, shownHash } of await desk.flows.homesInUse({})) {
    try {
      const made = await viewFor(desk, personId);
      if (made.hash === shownHash) continue;
      if (!(await mayPublish())) return { waiting: true };
      await show(desk, personId, made);
    } catch (err) {
      // Somebody who has left must not keep the others from theirs.
      desk.log.warn({ err, person: personId }, "An App Home could not be shown");
    }
  }
  return { waiting: false };
}

interface Made {
  view: HomeView;
  hash: string;
}

async function publish(desk: Desk, personId: string, shownHash: string | null): Promise<void> {
  const made = await viewFor(desk, personId);
  if (made.hash !== shownHash) await show(desk, personId, made);
}

async function show(desk: Desk, personId: string, { view, hash }: Made): Promise<void> {
  await desk.quick.views.publish({ user_id: personId, view });
  await desk.flows.homeShown({ personId, hash });
}

async function viewFor(desk: Desk, personId: string): Promise<Made> {
  const view = await madeFor(desk, personId);
  return { view, hash: createHash("sha256").update(JSON.stringify(view)).digest("hex") };
}

async function madeFor(desk: Desk, personId: string): Promise<HomeView> {
  try {
    const actor = await desk.people.actor(personId);
    const [home, trouble] = await Promise.all([desk.flows.homeOf({ actor }), desk.trouble?.() ?? []]);
    const link = (place: Parameters<typeof permalink>[1]) => permalink(desk.workspaceUrl, place);
    return homeView({ ...home, trouble, commands: desk.commands, pagesUrl: desk.pagesUrl, link });
  } catch (error) {
    if (error instanceof CairnError && !error.retryable) return refusedHomeView(error.message);
    throw error;
  }
}
