import type { RichTextSection } from "@slack/types";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { actionIds, encodeRef } from "../ids.ts";
import { actions, button, line, lines, value, words } from "./blocks.ts";
import { clip, oneLine } from "./foreign-text.ts";
import { type MessageView, messageView } from "./message.ts";

const longestValue = 2_000;

/** Which one? `again` is the command to carry out for the one that is chosen. */
export function pickIncidentView(
  incidents: readonly Incident[],
  again: string,
  /** Why they are asked. */
  why: string,
  thereAreMore: boolean,
): MessageView {
  // Slack refuses a button with more behind it: then the command is typed once more.
  const fits = incidents.every(({ id }) => encodeRef({ incidentId: id, rest: again }).length <= longestValue);
  if (!fits) {
    const tooLong = `${why} Put the one you mean into your command: ${incidents.slice(0, 10).map(shortId).join(", ")}.`;
    return messageView(tooLong, [lines(line(words(tooLong)))]);
  }
  const more = thereAreMore ? " Or name another one in your command, such as INC-42." : "";
  const question = `${why} Which one do you mean?${more}`;
  return messageView(question, [
    lines(line(words(question)), ...said(again)),
    ...actions(
      incidents.map((incident, index) =>
        button(
          `${actionIds.pickIncident}:${index}`,
          clip(oneLine(`${shortId(incident)} ${incident.title}`), 60),
          {
            incidentId: incident.id,
            rest: again,
          },
        ),
      ),
    ),
  ]);
}

/** What goes on with the choice, so that nobody presses blindly. */
function said(again: string): RichTextSection[] {
  const [, ...typed] = again.split(" ");
  return typed.length === 0 ? [] : [line(words("For: ", { italic: true }), value(typed.join(" "), 150))];
}
