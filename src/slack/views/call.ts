import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { actorName } from "../../domain/responder.ts";
import type { TimelineEntry } from "../../domain/timeline/timeline.ts";
import { actionIds } from "../ids.ts";
import { actions, bold, button, type Element, foreign, line, lines, moment, words } from "./blocks.ts";
import { clip, oneLine } from "./foreign-text.ts";
import { incidentText } from "./incident-text.ts";
import { type MessageView, messageView } from "./message.ts";

/** In a channel of the ladder: that an incident waits for somebody, and where. It calls who is there until it is answered. */
export function callView(
  incident: Incident,
  entry: Pick<TimelineEntry, "body">,
  { thread, zone }: { thread?: string | undefined; zone?: string | undefined },
): MessageView {
  const { why, others } = entry.body;
  const waits = incident.state === "open" && incident.snoozed === null;
  const called: Element[] = waits ? [{ type: "broadcast", range: "here" }, words(" ")] : [];
  const place: Element[] = thread
    ? [words(" "), { type: "link", url: thread, text: "Go to its thread" }]
    : [words(" In "), { type: "channel", channel_id: incident.channel }];
  const sections = [
    line(
      ...called,
      bold(`${shortId(incident)} · ${incident.severity} · `),
      foreign(incident.title, 200),
      words(" · since "),
      moment(incident.openedAt),
    ),
    line(foreign(typeof why === "string" && why !== "" ? why : "Somebody is needed.", 500), place),
    ...(typeof others === "string" ? [line(words("The same for "), foreign(others, 300))] : []),
    line(bold(waits ? "Nobody has answered yet." : answered(incident))),
  ];
  const ref = { incidentId: incident.id };
  return messageView(incidentText(incident, { runs: [], zone }), [
    lines(...sections),
    ...actions(waits ? [button(actionIds.acknowledge, "Acknowledge", ref, { style: "primary" })] : []),
  ]);
}

/** What became of the call, so that nobody comes too late. */
export function answered({ state, acknowledgedBy, snoozed, commander }: Incident): string {
  const named = (name: string) => clip(oneLine(name), 80);
  if (state === "resolved") return "It is resolved.";
  if (snoozed) return `It is snoozed by ${named(actorName(snoozed.by))}.`;
  if (state === "acknowledged" && acknowledgedBy)
    return `Acknowledged by ${named(actorName(acknowledgedBy))}.`;
  return commander ? `${named(commander.name)} has command.` : "Nobody has answered yet.";
}
