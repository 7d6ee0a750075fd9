import { NotFoundError } from "../../domain/errors.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { isAllowed, mayKnow, requirePermission } from "../../domain/permission.ts";
import { permalink } from "../permalink.ts";
import { type TrayToShow, trayModal, trayView } from "../views/tray.ts";
import type { Desk, Wish } from "./desk.ts";
import { from } from "./open-modal.ts";
import type { Verb } from "./verb.ts";
import { verbs } from "./verbs.ts";

const mostOpen = 20;

/** What is open, what waits for this person, and a button for every verb: as a form, in a thread as an aside. */
export async function showTray(desk: Desk, wish: Wish, number?: number): Promise<void> {
  requirePermission(wish.actor, "incident.read");
  const tray = await trayFor(desk, wish, number);
  await (wish.noForms ? wish.tell(trayView(tray)) : wish.open(trayModal(tray, from(wish))));
}

async function trayFor(desk: Desk, wish: Wish, number: number | undefined): Promise<TrayToShow> {
  const { reads } = desk;
  const named = await namedIncident(desk, wish, number);
  const known = (all: Incident[]) => all.filter((each) => mayKnow(wish.actor, each));
  const here =
    named || wish.channel === undefined
      ? []
      : known(await reads.incidents({ channel: wish.channel, state: "open", limit: mostOpen }));
  const open =
    named || here.length > 0 ? here : known(await reads.incidents({ state: "open", limit: mostOpen }));
  const [only, another] = here;
  const incident = named ?? (another === undefined ? only : undefined);
  const waiting = await desk.flows.whatWaits({ actor: wish.actor, incidentId: incident?.id });
  const offered = verbs.filter((verb) => fits(verb, incident, wish) && (!verb.onPages || desk.pagesUrl));
  const allowed = offered.filter(({ may }) => may === undefined || isAllowed(wish.actor, may, incident));
  return {
    ...(incident && { incident }),
    open,
    elsewhere: here.length === 0 && open.length > 0,
    waiting,
    link: (place) => permalink(desk.workspaceUrl, place),
    pagesUrl: desk.pagesUrl,
    verbs: allowed,
    withheld: offered.length - allowed.length,
  };
}

/** By its number, what was pressed or the thread; no other guess. */
async function namedIncident(
  { reads, commands }: Desk,
  { actor, channel, threadTs, incidentId }: Wish,
  number: number | undefined,
): Promise<Incident | undefined> {
  const found =
    number !== undefined
      ? await reads.incidentByNumber(number)
      : incidentId !== undefined
        ? await reads.incident(incidentId)
        : channel && threadTs
          ? await reads.incidentByThread(channel, threadTs)
          : undefined;
  if (found && mayKnow(actor, found)) return found;
  if (number === undefined) return undefined;
  throw new NotFoundError(`There is no INC-${number}. ${commands.incident} list shows what there is.`);
}

function fits(verb: Verb, incident: Incident | undefined, { actor }: Wish): boolean {
  if (verb.on === "none") return incident === undefined || verb.alsoIn === true;
  if (incident === undefined) return false;
  const state = incident.state === "resolved" ? "resolved" : "open";
  return (verb.on === "any" || verb.on === state) && (verb.fits?.(incident, actor) ?? true);
}
