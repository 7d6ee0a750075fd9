import { type Severity, severities } from "../finding.ts";
import type { Incident } from "../incident/incident.ts";
import type { Ladder, Rung } from "./ladder.ts";

/** Where an incident stands on its ladder, which is kept as it was when the climb began. */
export interface Escalation {
  incidentId: string;
  /** The ladder's name. */
  ladder: string;
  rungs: readonly Rung[];
  /** The least urgent severity at which it goes on by itself. */
  from: Severity;
  /** The rung that is next; as many as there are: none is left. */
  next: number;
  /** When the next one is called; null once somebody answered, and when none is left. */
  dueAt: Date | null;
  begunAt: Date;
  /** Beginnings so far: the first rung of the second climb is another one than that of the first. */
  climb: number;
  /** Timeline entries that called somebody in this climb, and the channels that were told too. */
  calls: readonly { seq: number; channels: readonly string[] }[];
}

export function beginClimb(
  ladder: Ladder & { name: string },
  { incidentId, now, before }: { incidentId: string; now: Date; before: Escalation | undefined },
): Escalation {
  const [first] = ladder.rungs;
  return {
    incidentId,
    ladder: ladder.name,
    rungs: ladder.rungs,
    from: ladder.from,
    next: 0,
    dueAt: first ? after(now, first) : null,
    begunAt: now,
    climb: (before?.climb ?? 0) + 1,
    calls: [],
  };
}

export const stopClimb = (escalation: Escalation): Escalation => ({ ...escalation, dueAt: null });

export const after = (now: Date, { afterSeconds }: Pick<Rung, "afterSeconds">): Date =>
  new Date(now.getTime() + afterSeconds * 1000);

/** It waits for somebody: nobody has said that they look at it, and nobody said that it may be quiet. */
export const isWaiting = ({ state, snoozed }: Pick<Incident, "state" | "snoozed">): boolean =>
  state === "open" && snoozed === null;

export const isUrgentEnough = (severity: Severity, from: Severity): boolean =>
  severities.indexOf(severity) <= severities.indexOf(from);

type Answerable = Pick<Incident, "state" | "snoozed" | "commander">;

/** Did this change say that somebody looks after it: acknowledged, taken, given away, resolved, snoozed? */
export const isAnswer = (before: Answerable, now: Answerable): boolean =>
  (isWaiting(before) && !isWaiting(now)) ||
  (now.commander !== null && now.commander.id !== before.commander?.id);
