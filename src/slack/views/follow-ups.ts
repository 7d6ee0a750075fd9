import type { FollowUp } from "../../domain/incident/follow-up.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { actorName } from "../../domain/responder.ts";
import { actionIds } from "../ids.ts";
import { actions, type Block, bold, button, foreign, line, lines, words } from "./blocks.ts";
import { type MessageView, messageView } from "./message.ts";

const shownFollowUps = 15;

/** What is still to be done, each with a button, and how many were. */
export function followUpsView(incident: Incident, all: readonly FollowUp[]): MessageView {
  const open = all.filter(({ doneAt }) => doneAt === null);
  const done = all.length - open.length;
  const first =
    all.length === 0
      ? `${shortId(incident)} has no follow-ups.`
      : `${shortId(incident)}: ${open.length} ${open.length === 1 ? "follow-up" : "follow-ups"} open, ${done} done`;
  const rest = open.length - shownFollowUps;
  return messageView(first, [
    lines(line(bold(first))),
    ...open.slice(0, shownFollowUps).flatMap((each, index) => followUpBlocks(incident, each, index)),
    ...(rest > 0 ? [lines(line(words(`and ${rest} more; they are in the transcript`)))] : []),
  ]);
}

function followUpBlocks(
  { id }: Incident,
  { seq, text, owner, due, addedBy }: FollowUp,
  index: number,
): Block[] {
  return [
    lines(
      line(foreign(text, 300)),
      line(
        words(owner ? "for " : "added by "),
        foreign(owner?.name ?? actorName(addedBy), 80),
        words(due === null ? "" : ` · by ${due}`),
      ),
    ),
    ...actions([
      button(`${actionIds.followUpDone}:${index}`, "Done", { incidentId: id, value: String(seq) }),
    ]),
  ];
}
