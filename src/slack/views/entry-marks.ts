import type { ActionsBlock, RichTextSection } from "@slack/types";
import { followUps } from "../../domain/incident/follow-up.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { actorName } from "../../domain/responder.ts";
import { currentEntries } from "../../domain/timeline/corrections.ts";
import type { TimelineEntry } from "../../domain/timeline/timeline.ts";
import { actionIds } from "../ids.ts";
import { bold, button, foreign, line, moment, words } from "./blocks.ts";

/** What became of an entry since, and what can be done about it: its message is edited, not followed by another. */
export interface EntryMarks {
  lines: RichTextSection[];
  buttons: ActionsBlock["elements"];
}

const nothing: EntryMarks = { lines: [], buttons: [] };

export function entryMarks(
  incident: Incident,
  entry: TimelineEntry,
  timeline: readonly TimelineEntry[],
): EntryMarks {
  const ref = { incidentId: incident.id };
  switch (entry.action) {
    case "note.add":
    case "note.correct":
    case "summary.write":
      return corrected(entry, timeline);
    case "followup.add":
      return followUp(incident, entry, timeline);
    case "resolve.propose":
      if (incident.proposal?.seq === entry.seq && incident.state !== "resolved")
        return {
          lines: [],
          buttons: [
            button(
              actionIds.resolveProposed,
              "Resolve now",
              { ...ref, value: String(entry.seq) },
              { style: "primary" },
            ),
          ],
        };
      return {
        lines: [
          line(words(withdrawn(entry, timeline) ? "Taken back: it fired again." : "Over.", { italic: true })),
        ],
        buttons: [],
      };
    case "reminder.stale":
      if (incident.state === "resolved") return nothing;
      return { lines: [], buttons: [button(`${actionIds.verb}:0`, "Add a note…", { ...ref, do: "note" })] };
    case "reminder.commander":
      if (incident.state === "resolved" || incident.commander) return nothing;
      return { lines: [], buttons: [button(actionIds.take, "Take command", ref)] };
    case "reminder.follow-ups":
      return {
        lines: [],
        buttons: [button(`${actionIds.verb}:0`, "Show them", { ...ref, do: "followups" })],
      };
    default:
      return nothing;
  }
}

const withdrawn = ({ seq }: TimelineEntry, timeline: readonly TimelineEntry[]): boolean =>
  timeline.find(
    (each) => each.seq > seq && /^(resolve\.withdraw|incident\.resolve|incident\.merge)$/.test(each.action),
  )?.action === "resolve.withdraw";

function corrected(entry: TimelineEntry, timeline: readonly TimelineEntry[]): EntryMarks {
  const by = currentEntries(timeline).find((each) => each.entry.seq === entry.seq)?.supersededBy;
  if (by === undefined) return nothing;
  return { lines: [line(bold(`No longer counts: entry ${by} takes its place.`))], buttons: [] };
}

function followUp(
  incident: Incident,
  { seq }: TimelineEntry,
  timeline: readonly TimelineEntry[],
): EntryMarks {
  const meant = followUps(timeline).find((each) => each.seq === seq);
  if (meant?.doneAt && meant.doneBy)
    return {
      lines: [
        line(
          bold("✅ Done"),
          words(" by "),
          foreign(actorName(meant.doneBy), 80),
          words(" "),
          moment(meant.doneAt),
        ),
      ],
      buttons: [],
    };
  const ref = { incidentId: incident.id, value: String(seq) };
  return { lines: [], buttons: [button(actionIds.followUpDone, "Done", ref)] };
}
