import { ownFollowUps } from "../../domain/incident/follow-up.ts";
import { system } from "../../domain/responder.ts";
import type { Show, Tx } from "../ports.ts";
import { textsOf } from "./send-reminders.ts";

type Theirs = Extract<Show, { show: "follow-ups" }>;

/** A direct message did not reach whoever was reminded of their follow-ups: the thread mentions them instead. */
export async function remindInThread(
  tx: Tx,
  { incidentId, seq, person }: Pick<Theirs, "incidentId" | "seq" | "person">,
  why: string,
  now: Date,
): Promise<void> {
  const { commander } = await tx.lockIncident(incidentId);
  const timeline = await tx.timeline(incidentId);
  const last = timeline.findLast(
    ({ action, body }) => action === "reminder.follow-ups" && body.unreached === undefined,
  );
  // An edit of an older reminder tells nobody anything new.
  if (last?.seq !== seq || timeline.some(({ body }) => body.unreached === person && body.of === seq)) return;
  const open = ownFollowUps(timeline, person, commander?.id, now);
  if (open.length === 0) return;
  const body = {
    ...{ open: open.length, texts: textsOf(open), people: [person] },
    ...{ unreached: person, of: seq, why },
  };
  const entry = await tx.record(incidentId, { actor: system, action: "reminder.follow-ups", body }, now);
  await tx.say({ show: "entry", incidentId, seq: entry.seq });
}
