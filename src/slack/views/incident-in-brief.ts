import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { pageAddress } from "../../domain/incident/page-path.ts";
import { type Block, bold, foreign, line, lines, moment, words } from "./blocks.ts";
import { pageLink } from "./page-link.ts";

/** An incident in two lines, for lists. */
export const incidentInBrief = (
  incident: Incident,
  { titleLength, pagesUrl }: { titleLength: number; pagesUrl?: string },
): Block =>
  lines(
    line(
      bold(`${shortId(incident)} · ${incident.severity} · ${incident.state}`),
      words(" · "),
      foreign(incident.title, titleLength),
    ),
    line(
      words("since "),
      moment(incident.openedAt),
      words(" · commander: "),
      incident.commander ? foreign(incident.commander.name, 80) : words("nobody yet"),
      pageLink(pageAddress(pagesUrl, incident)),
    ),
  );
