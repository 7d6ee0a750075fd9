import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { type Element, line, lines, words } from "./blocks.ts";
import { type MessageView, messageView } from "./message.ts";

/** What stays where an incident was until it moved: the way to where it is now, for those who may go there. */
export function movedView(
  incident: Pick<Incident, "number" | "channel" | "private">,
  thread: string | undefined,
  isReply: boolean,
): MessageView {
  const name = shortId(incident);
  if (incident.private) {
    const gone = `${name} is not dealt with here any more.`;
    return messageView(gone, [lines(line(words(gone)))]);
  }
  const link: Element[] = thread
    ? [words(" · "), { type: "link", url: thread, text: "Go to its thread" }]
    : [];
  const what = isReply ? `This goes on in the thread of ${name} in ` : `${name} is dealt with in `;
  return messageView(
    `${what}another channel.`,
    [lines(line(words(what), { type: "channel", channel_id: incident.channel }, ...link))],
    thread === undefined || isReply ? undefined : { url: thread, label: "Go to its thread" },
  );
}
