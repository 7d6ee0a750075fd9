import { type Incident, shortId } from "../../domain/incident.ts";
import { actionIds, encodeRef } from "../ids.ts";
import { actions, button, line, lines, words } from "./blocks.ts";
import { clip, oneLine } from "./foreign-text.ts";
import { type MessageView, messageView } from "./message.ts";

const longestValue = 2_000;

/** Which one? `again` is the command to carry out for the one that is chosen. */
export function pickIncidentView(
  incidents: readonly Incident[],
  again: string,
  state: string,
  thereAreMore: boolean,
): MessageView {
  // Slack refuses a button with more behind it: then the command is typed once more.
  const fits = incidents.every(({ id }) => encodeRef({ incidentId: id, rest: again }).length <= longestValue);
  if (!fits) {
    const tooLong = `Several incidents are ${state} in this channel. Put the one you mean into your command: ${incidents.slice(0, 10).map(shortId).join(", ")}.`;
    return messageView(tooLong, [lines(line(words(tooLong)))]);
  }
  const more = thereAreMore ? " Or name another one in your command, such as INC-42." : "";
  const question = `Several incidents are ${state} in this channel. Which one do you mean?${more}`;
  return messageView(question, [
    lines(line(words(question))),
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
