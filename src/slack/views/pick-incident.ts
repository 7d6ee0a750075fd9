import { type Incident, shortId } from "../../domain/incident.ts";
import { actionIds } from "../ids.ts";
import { actions, button, line, lines, words } from "./blocks.ts";
import { clip, oneLine } from "./foreign-text.ts";
import { type MessageView, messageView } from "./message.ts";

/** Which one? `again` is the command to carry out for the one that is chosen. */
export function pickIncidentView(
  incidents: readonly Incident[],
  again: string,
  state: string,
  thereAreMore: boolean,
): MessageView {
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
