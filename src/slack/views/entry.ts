import { describeEntry, whoDidIt } from "../../domain/describe-entry.ts";
import { type Incident, shortId } from "../../domain/incident.ts";
import { plainText } from "../../domain/text.ts";
import type { TimelineEntry } from "../../domain/timeline.ts";
import { actionIds } from "../ids.ts";
import { actions, bold, button, type Element, line, lines, moment, words } from "./blocks.ts";
import { clean, clip } from "./foreign-text.ts";
import { type MessageView, messageView } from "./message.ts";
import { segments } from "./segments.ts";

/** One entry of the timeline as a reply in the thread. */
export function entryView(incident: Incident, entry: TimelineEntry): MessageView {
  const who = clip(clean(whoDidIt(entry)), 80);
  const what = describeEntry(entry);
  const loud = entry.action === "approval.break-glass" ? { broadcast: true as const } : {};
  const message = messageView(`${shortId(incident)}: ${who} ${plainText(what)}`, [
    lines(line(...mentioned(entry), bold(who), words(" "), segments(what, 3_500)), line(moment(entry.at))),
    ...actions(startIt(incident, entry)),
  ]);
  return { ...message, ...loud };
}

/** Who is asked is told: by the person's id of the settings or of Slack, never by a name. */
function mentioned({ action, body }: TimelineEntry): Element[] {
  const { person, way } = body;
  if (action !== "step.asked" || way !== "thread" || typeof person !== "string") return [];
  return /^[UW][A-Z0-9]{2,}$/.test(person) ? [{ type: "user", user_id: person }, words(" ")] : [];
}

function startIt(incident: Incident, { action, body }: TimelineEntry) {
  if (action !== "runbook.suggest" || typeof body.runbook !== "string" || incident.state === "resolved")
    return [];
  const ref = { incidentId: incident.id, runbookId: body.runbook };
  return [button(actionIds.startRunbook, "Start this runbook…", ref, { style: "primary" })];
}
