import { parseShortId } from "../domain/incident/incident.ts";
import type { IncidentFilter, Viewer } from "../flows/ports/page.ts";
import { storable } from "./database/stored.ts";

/** Puts a value among a statement's and returns the place that stands for it. */
export type Placing = (value: unknown) => string;

/** SQL over `incident i`: what is in a private channel is seen by who is in there. */
export const mayBeSeen = (viewer: Viewer, place: Placing): string =>
  viewer === "everything" ? "true" : `(not i.private or i.channel = any(${place(viewer.privateChannels)}))`;

/** SQL over `incident i` for a filter and whoever looks. */
export function incidentMatch(filter: IncidentFilter, viewer: Viewer, place: Placing): string {
  const { text, state, severity, channel, alarm, person, from, to } = filter;
  const where = [mayBeSeen(viewer, place)];
  if (state === "unresolved") where.push("i.state <> 'resolved'");
  else if (state !== undefined) where.push(`i.state = ${place(state)}`);
  if (severity !== undefined) where.push(`i.severity = ${place(severity)}`);
  if (channel !== undefined) where.push(`i.channel = ${place(channel)}`);
  if (from !== undefined) where.push(`i.opened_at >= ${place(from)}`);
  if (to !== undefined) where.push(`i.opened_at < ${place(to)}`);
  if (alarm !== undefined) where.push(hasAlarm(place(anywhere(alarm))));
  if (person !== undefined)
    where.push(
      `exists (select 1 from participant p where p.incident_id = i.id and p.person_id = ${place(person)})`,
    );
  if (text !== undefined) where.push(says(text, place));
  return where.join(" and ");
}

function says(text: string, place: Placing): string {
  const number = parseShortId(text);
  const pattern = place(anywhere(text));
  const found = `(i.title ilike ${pattern} or i.resolution ilike ${pattern} or ${hasAlarm(pattern)})`;
  return number === undefined ? found : `(i.number = ${place(number)} or ${found})`;
}

const hasAlarm = (pattern: string): string =>
  `i.id in (select a.incident_id from incident_alarm a where a.name ilike ${pattern})`;

/** What is looked for stands for itself: no wildcard of LIKE acts. */
const anywhere = (text: string): string => `%${storable(text).replaceAll(/[\\%_]/g, "\\$&")}%`;
