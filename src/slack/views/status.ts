import { type Incident, shortId } from "../../domain/incident/incident.ts";
import type { CommandNames } from "../ids.ts";
import { bold, line, lines, words } from "./blocks.ts";
import { incidentInBrief } from "./incident-in-brief.ts";
import { type MessageView, messageView } from "./message.ts";

const shownIncidents = 20;

/** Incidents, a line each. */
export function statusView(
  incidents: readonly Incident[],
  heading: string,
  commands: CommandNames,
  pagesUrl?: string,
): MessageView {
  if (incidents.length === 0) {
    const none = `No incident is open in this channel. ${commands.incident} declare opens one; ${commands.incident} help says more.`;
    return messageView(none, [lines(line(words(none)))]);
  }
  const shown = incidents.slice(0, shownIncidents);
  const items = shown.map((incident) => incidentInBrief(incident, { titleLength: 120, pagesUrl }));
  return messageView(`${heading}: ${shown.map(shortId).join(", ")}`, [lines(line(bold(heading))), ...items]);
}
