import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { pageAddress } from "../../domain/incident/page-path.ts";
import type { CommandNames } from "../ids.ts";
import { type Block, bold, foreign, line, lines, moment, words } from "./blocks.ts";
import { type MessageView, messageView } from "./message.ts";
import { pageLink } from "./page-link.ts";

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
  const items: Block[] = shown.map((incident) =>
    lines(
      line(
        bold(`${shortId(incident)} · ${incident.severity} · ${incident.state}`),
        words(" · "),
        foreign(incident.title, 120),
      ),
      line(
        words("since "),
        moment(incident.openedAt),
        words(" · commander: "),
        incident.commander ? foreign(incident.commander.name, 80) : words("nobody yet"),
        pageLink(pageAddress(pagesUrl, incident)),
      ),
    ),
  );
  return messageView(`${heading}: ${shown.map(shortId).join(", ")}`, [lines(line(bold(heading))), ...items]);
}
