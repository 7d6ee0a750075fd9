import type { Incident } from "../../domain/incident/incident.ts";
import type { Waiting } from "../../domain/incident/waiting.ts";
import { isAllowed, mayKnow, requirePermission } from "../../domain/permission.ts";
import type { Actor } from "../../domain/responder.ts";
import { type Ports, type ShownMessage, shownKey } from "../ports.ts";
import { whatWaits } from "./what-waits.ts";

export interface Listed {
  incident: Incident;
  /** Its first message; absent until that was posted. */
  place: ShownMessage | undefined;
}

/** What one person sees when they come to Cairn. */
export interface Home {
  waiting: Waiting[];
  /** Open ones that concern them, newest first. */
  mine: Listed[];
  /** The others that are open. */
  others: Listed[];
  recent: Listed[];
  mayDeclare: boolean;
}

const mostListed = 20;
const mostRecent = 5;
/** Incidents that are looked through for those resolved of late. */
const lookedThrough = 60;

/** Gathers what concerns a person. Throws a ForbiddenError for whoever may not read here. */
export async function homeOf(
  ports: Pick<Ports, "store" | "runbooks">,
  { actor }: { actor: Actor },
): Promise<Home> {
  requirePermission(actor, "incident.read");
  if (actor.kind === "system") return { waiting: [], mine: [], others: [], recent: [], mayDeclare: false };
  const { store } = ports;
  const [waiting, concerning, open, any] = await Promise.all([
    whatWaits(ports, { actor }),
    store.incidentsOf(actor.id, mostListed),
    store.incidents({ state: "open", limit: mostListed * 2 }),
    store.incidents({ state: "any", limit: lookedThrough }),
  ]);
  const known = (all: readonly Incident[]) => all.filter((each) => mayKnow(actor, each));
  const mine = known(concerning);
  const others = known(open).filter(({ id }) => !mine.some((each) => each.id === id));
  const recent = known(any)
    .filter(({ state }) => state === "resolved")
    .sort((a, b) => (b.resolvedAt?.getTime() ?? 0) - (a.resolvedAt?.getTime() ?? 0));
  const listed = (all: readonly Incident[], most: number): Promise<Listed[]> =>
    Promise.all(
      all.slice(0, most).map(async (incident) => ({
        incident,
        place: await store.shown(incident.id, shownKey({ show: "incident", incidentId: incident.id })),
      })),
    );
  return {
    waiting,
    mine: await listed(mine, mostListed),
    others: await listed(others, mostListed),
    recent: await listed(recent, mostRecent),
    mayDeclare: isAllowed(actor, "incident.declare"),
  };
}
