import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { describeEntry, whoDidIt } from "../../domain/timeline/describe-entry.ts";
import type { TimelineEntry } from "../../domain/timeline/timeline.ts";
import { bold, bullets, line, lines, moment, words } from "./blocks.ts";
import { clean, clip } from "./foreign-text.ts";
import { type MessageView, messageView } from "./message.ts";
import { segments } from "./segments.ts";

/** What happened while Slack took no messages, as one reply instead of many. */
export function digestView(
  incident: Incident,
  entries: readonly TimelineEntry[],
  folded: number,
): MessageView {
  const title = `While Slack took no messages: ${folded} entries`;
  const more = folded - entries.length;
  return messageView(`${shortId(incident)}: ${title}`, [
    lines(line(bold(title))),
    bullets(
      entries.map((entry) =>
        line(
          moment(entry.at),
          words(" "),
          bold(clip(clean(whoDidIt(entry)), 80)),
          words(" "),
          segments(describeEntry(entry), 200),
        ),
      ),
    ),
    ...(more > 0 ? [lines(line(words(`${more} earlier ones are in the transcript.`)))] : []),
  ]);
}
