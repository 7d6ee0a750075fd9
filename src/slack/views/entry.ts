import { describeEntry, whoDidIt } from "../../domain/describe-entry.ts";
import { type Incident, shortId } from "../../domain/incident.ts";
import { plainText } from "../../domain/text.ts";
import type { TimelineEntry } from "../../domain/timeline.ts";
import { actionIds } from "../ids.ts";
import { actions, bold, button, line, lines, moment, words } from "./blocks.ts";
import { clean, clip } from "./foreign-text.ts";
import { type MessageView, messageView } from "./message.ts";
import { segments } from "./segments.ts";

/** One entry of the timeline as a reply in the thread. */
export function entryView(incident: Incident, entry: TimelineEntry): MessageView {
  const who = clip(clean(whoDidIt(entry)), 80);
  const what = describeEntry(entry);
  return messageView(`${shortId(incident)}: ${who} ${plainText(what)}`, [
    lines(line(bold(who), words(" "), segments(what, 3_500)), line(moment(entry.at))),
    ...actions(startIt(incident, entry)),
  ]);
}

function startIt(incident: Incident, { action, body }: TimelineEntry) {
  if (action !== "runbook.suggest" || typeof body.runbook !== "string" || incident.state === "resolved")
    return [];
  const ref = { incidentId: incident.id, runbookId: body.runbook };
  return [button(actionIds.startRunbook, "Start this runbook…", ref, { style: "primary" })];
}
