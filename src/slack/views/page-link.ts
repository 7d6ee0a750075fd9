import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { actions, bold, type Element, foreign, line, lines, words } from "./blocks.ts";
import { linkButton } from "./link-button.ts";
import { type MessageView, messageView } from "./message.ts";

/** The way to an incident's page, at the end of a line; nothing where there are no pages. */
export const pageLink = (url: string | undefined): Element[] =>
  url === undefined ? [] : [words(" · "), { type: "link", url, text: "Open its page" }];

/** Where an incident is read in the browser. */
export const pageView = (incident: Pick<Incident, "number" | "title">, url: string): MessageView =>
  messageView(
    `${shortId(incident)} on its page`,
    [
      lines(
        line(bold(shortId(incident)), words(" · "), foreign(incident.title, 200)),
        line(words("Timeline, answers and review, for whoever may read it here. You sign in with Slack.")),
      ),
      ...actions(linkButton(url, "Open its page", 0)),
    ],
    { url, label: "Open its page" },
  );
