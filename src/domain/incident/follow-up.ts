import type { Json, TimelineEntry } from "../timeline/timeline.ts";

/** Something to do once the incident is over. It is kept as entries: one that adds it, one that says it is done. */
export interface FollowUp {
  /** Of the entry that added it: its name. */
  seq: number;
  text: string;
  owner: { id: string; name: string } | null;
  /** A day as `YYYY-MM-DD`. */
  due: string | null;
  addedAt: Date;
  addedBy: TimelineEntry["actor"];
  doneAt: Date | null;
  doneBy: TimelineEntry["actor"] | null;
  /** Nobody is reminded of it until then. */
  snoozedUntil?: Date;
}

const textOf = (value: Json | undefined): string | null => (typeof value === "string" ? value : null);

/** All follow-ups of one incident's timeline, in the order in which they were added. */
export function followUps(timeline: readonly TimelineEntry[]): FollowUp[] {
  const done = new Map(
    timeline.filter(({ action }) => action === "followup.done").map((entry) => [entry.body.followUp, entry]),
  );
  return timeline
    .filter(({ action }) => action === "followup.add")
    .map(({ seq, at, actor, body }) => {
      const id = textOf(body.person);
      const end = done.get(seq);
      const snooze = timeline.findLast(
        (entry) => entry.action === "followup.snooze" && entry.body.followUp === seq,
      );
      const until = textOf(snooze?.body.until);
      return {
        seq,
        text: textOf(body.text) ?? "",
        owner: id === null ? null : { id, name: textOf(body.owner) ?? id },
        due: textOf(body.due),
        addedAt: at,
        addedBy: actor,
        doneAt: end?.at ?? null,
        doneBy: end?.actor ?? null,
        ...(until === null ? {} : { snoozedUntil: new Date(until) }),
      };
    });
}

export const openFollowUps = (timeline: readonly TimelineEntry[]): FollowUp[] =>
  followUps(timeline).filter(({ doneAt }) => doneAt === null);

/** Those that somebody is to be reminded of now. */
export const dueFollowUps = (timeline: readonly TimelineEntry[], now: Date): FollowUp[] =>
  openFollowUps(timeline).filter(({ snoozedUntil }) => snoozedUntil === undefined || snoozedUntil <= now);

/** Of these, what is one person's: the commander has what nobody owns. */
export const ownFollowUps = (
  timeline: readonly TimelineEntry[],
  person: string,
  commander: string | undefined,
  now: Date,
): FollowUp[] => dueFollowUps(timeline, now).filter(({ owner }) => (owner?.id ?? commander) === person);
