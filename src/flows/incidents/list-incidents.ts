import { isAllowed, requirePermission } from "../../domain/permission.ts";
import type { Actor } from "../../domain/responder.ts";
import type { IncidentFilter, ListedIncident, PageReads, Viewer } from "../ports/page.ts";

export const incidentsOnAPage = 50;
const countedUpTo = 10_000;

export interface IncidentList {
  incidents: ListedIncident[];
  /** How many fit, and whether there are more than that. */
  count: number;
  countedAll: boolean;
  /** Cursors of the neighbouring pages: `before` leads to older ones, `after` to newer ones. */
  older?: number;
  newer?: number;
  /** Only what this person took part in: they may not look across all. */
  ownOnly: boolean;
  people: { id: string; name: string }[];
  channels: string[];
}

export const viewerOf = (actor: Actor): Viewer =>
  actor.kind === "system" ? "everything" : { privateChannels: actor.privateChannels ?? [] };

/** A page of the incidents that somebody may see, newest first. Who is no lead sees those they took part in. */
export async function listIncidents(
  { pages }: { pages: PageReads },
  { filter, before, after, actor }: { filter: IncidentFilter; before?: number; after?: number; actor: Actor },
): Promise<IncidentList> {
  requirePermission(actor, "incident.read");
  const viewer = viewerOf(actor);
  const ownOnly = !isAllowed(actor, "incidents.read");
  const narrowed = ownOnly && actor.kind === "responder" ? { ...filter, person: actor.id } : filter;
  const asked = { filter: narrowed, viewer };
  const page = { ...asked, limit: incidentsOnAPage + 1, before, after };
  const [found, count, people, channels] = await Promise.all([
    pages.listIncidents(page),
    pages.countIncidents(asked, countedUpTo + 1),
    ownOnly ? [] : pages.people(viewer, 200),
    pages.channels(viewer),
  ]);
  const more = found.length > incidentsOnAPage;
  // A page that was asked for backwards has its surplus at the top.
  const incidents = after === undefined ? found.slice(0, incidentsOnAPage) : found.slice(more ? 1 : 0);
  const [newest, oldest] = [incidents[0]?.number, incidents.at(-1)?.number];
  return {
    ...{ incidents, ownOnly, people, channels },
    count: Math.min(count, countedUpTo),
    countedAll: count <= countedUpTo,
    ...((after === undefined ? more : oldest !== undefined) && { older: oldest }),
    ...((after === undefined ? before !== undefined : more) && newest !== undefined && { newer: newest }),
  };
}
