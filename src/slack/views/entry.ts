import { isWaiting } from "../../domain/escalation/escalation.ts";
import { isChannel } from "../../domain/escalation/ladder.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { plainText } from "../../domain/text/text.ts";
import { describeEntry, whoDidIt } from "../../domain/timeline/describe-entry.ts";
import type { EntryBody, Json, TimelineEntry } from "../../domain/timeline/timeline.ts";
import { actionIds } from "../ids.ts";
import { actions, bold, button, type Element, line, lines, moment, words } from "./blocks.ts";
import { answered } from "./call.ts";
import { entryMarks } from "./entry-marks.ts";
import { clean, clip } from "./foreign-text.ts";
import { type MessageView, messageView } from "./message.ts";
import { segments } from "./segments.ts";

/** One entry of the timeline as a reply in the thread. */
export function entryView(
  incident: Incident,
  entry: TimelineEntry,
  /** All of it, for what became of the entry. */
  timeline: readonly TimelineEntry[] = [entry],
): MessageView {
  const who = clip(clean(whoDidIt(entry)), 80);
  const what = describeEntry(entry);
  const marks = entryMarks(incident, entry, timeline);
  const loud = entry.action === "approval.break-glass" ? { broadcast: true as const } : {};
  const message = messageView(`${shortId(incident)}: ${who} ${plainText(what)}`, [
    lines(
      line(...mentioned(entry), bold(who), words(" "), segments(what, 3_500)),
      line(moment(entry.at), words(became(incident, entry))),
      ...marks.lines,
    ),
    ...actions([...startIt(incident, entry), ...marks.buttons]),
  ]);
  return { ...message, ...loud };
}

/** A call that was answered says so. */
const became = (incident: Incident, { action }: TimelineEntry): string =>
  action === "incident.escalate" && !isWaiting(incident) ? ` · ${clip(clean(answered(incident)), 200)}` : "";

/** Who is asked is told: by the person's id of the settings or of Slack, never by a name. */
function mentioned({ action, body }: TimelineEntry): Element[] {
  if (action === "incident.escalate") return called(body);
  const { person, people, way } = body;
  if (action === "reminder.follow-ups" && Array.isArray(people))
    return body.alone === true ? [] : people.flatMap(userElements);
  const told = action === "reminder.stale" || action === "followup.add";
  return told || (action === "step.asked" && way === "thread") ? userElements(person) : [];
}

const userElements = (id: Json | undefined): Element[] =>
  typeof id === "string" && /^[UW][A-Z0-9]{2,}$/.test(id) ? [{ type: "user", user_id: id }, words(" ")] : [];

/** All of them in one message; whoever is told in another thread is not told here once more. */
function called({ to, with: elsewhere }: EntryBody): Element[] {
  if (!Array.isArray(to) || elsewhere !== undefined) return [];
  return to.flatMap((id): Element[] => {
    if (typeof id !== "string" || !/^[UWSCG][A-Z0-9]{2,}$/.test(id)) return [];
    if (isChannel(id)) return [{ type: "channel", channel_id: id }, words(" ")];
    return [
      id.startsWith("S") ? { type: "usergroup", usergroup_id: id } : { type: "user", user_id: id },
      words(" "),
    ];
  });
}

function startIt(incident: Incident, { action, body }: TimelineEntry) {
  if (action === "incident.escalate" && isWaiting(incident))
    return [button(actionIds.acknowledge, "Acknowledge", { incidentId: incident.id }, { style: "primary" })];
  if (action !== "runbook.suggest" || typeof body.runbook !== "string" || incident.state === "resolved")
    return [];
  const ref = { incidentId: incident.id, runbookId: body.runbook };
  return [button(actionIds.startRunbook, "Start this runbook…", ref, { style: "primary" })];
}
