import { type Incident, shortId } from "./incident.ts";

/** Where an incident is on the pages, below their address. */
export const pagePath = (incident: Pick<Incident, "number">): string => `/incidents/${shortId(incident)}`;

/** The address of its page; undefined where there are no pages. */
export const pageAddress = (
  pagesUrl: string | undefined,
  incident: Pick<Incident, "number">,
): string | undefined => (pagesUrl === undefined ? undefined : `${pagesUrl}${pagePath(incident)}`);
