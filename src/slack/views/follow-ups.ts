import type { FollowUp } from "../../domain/incident/follow-up.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { actorName } from "../../domain/responder.ts";
import { actionIds } from "../ids.ts";
import { actions, type Block, bold, button, foreign, heading, line, lines, words } from "./blocks.ts";
import { linkButton } from "./link-button.ts";
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

/** What waits for one person, to them alone; what they did or put off since then stands there without buttons. */
export function theirFollowUpsView(
  incident: Incident,
  theirs: readonly FollowUp[],
  remindedAt: Date,
  thread: string | undefined,
): MessageView {
  const name = shortId(incident);
  const open = theirs.filter(({ doneAt }) => doneAt === null);
  const first =
    open.length === 0
      ? `${name}: nothing is left to do for you`
      : `${name} reminds you of ${open.length === 1 ? "a follow-up" : `${open.length} follow-ups`}`;
  const rest = theirs.length - shownFollowUps;
  return messageView(first, [
    heading(first),
    lines(line(words("Of the incident: "), foreign(incident.title, 150))),
    ...theirs
      .slice(0, shownFollowUps)
      .flatMap((each, index) => theirBlocks(incident, each, remindedAt, index)),
    ...(rest > 0 ? [lines(line(words(`and ${rest} more; they are in the transcript`)))] : []),
    ...actions(linkButton(thread, "Its thread", 0)),
  ]);
}

function theirBlocks(
  { id }: Incident,
  { seq, text, due, doneAt, snoozedUntil }: FollowUp,
  remindedAt: Date,
  index: number,
): Block[] {
  const until = snoozedUntil && snoozedUntil > remindedAt ? snoozedUntil.toISOString().slice(0, 10) : null;
  const stands = doneAt ? "✅ Done" : until ? `No reminder until ${until}` : due ? `by ${due}` : "";
  const ref = { incidentId: id, value: String(seq) };
  return [
    lines(line(foreign(text, 300)), ...(stands === "" ? [] : [line(words(stands, { italic: true }))])),
    ...(doneAt
      ? []
      : actions([
          button(`${actionIds.followUpDone}:${index}`, "Done", ref, { style: "primary" }),
          ...(until ? [] : [button(`${actionIds.followUpSnooze}:${index}`, "Snooze a week", ref)]),
        ])),
  ];
}
