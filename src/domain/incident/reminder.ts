import type { Severity } from "../finding.ts";
import type { IncidentState } from "./incident.ts";
import { isWorking, type WorkingHours } from "./working-hours.ts";

/** When people are reminded of what may have been forgotten. */
export interface Reminders {
  off: boolean;
  /** Of an open P1 or P2 in which no person wrote or did anything; again after as long. */
  staleAfterMs: number;
  /** Of an open incident of which nobody took command; once. */
  noCommanderAfterMs: number;
  /** Of follow-ups that nobody did, from the end of the incident on; again after as long. */
  followUpsAfterMs: number;
  /** When it may be said; a P1 does not wait. */
  hours: WorkingHours;
}

/** An incident that is not resolved, and what was last done in it. */
export interface Untended {
  incidentId: string;
  severity: Severity;
  state: IncidentState;
  hasCommander: boolean;
  snoozed: boolean;
  /** Since it was opened, or opened anew. */
  openSince: Date;
  /** The last entry of a person; null when there is none. */
  lastByPerson: Date | null;
  /** The last reminder of each kind; null when there was none. */
  lastStale: Date | null;
  lastCommander: Date | null;
}

const latest = (at: Date, other: Date | null): Date => (other !== null && other > at ? other : at);

const ago = (at: Date, now: Date): number => now.getTime() - at.getTime();

const mayBeSaid = (severity: Severity, now: Date, { off, hours }: Reminders): boolean =>
  !off && (severity === "P1" || isWorking(now, hours));

/** For how long nobody has written, in milliseconds, when it is time to say so. */
export function staleFor(of: Untended, now: Date, reminders: Reminders): number | undefined {
  const { severity, snoozed, openSince, lastByPerson, lastStale } = of;
  if (snoozed || (severity !== "P1" && severity !== "P2")) return undefined;
  if (!mayBeSaid(severity, now, reminders)) return undefined;
  const heard = latest(openSince, lastByPerson);
  return ago(latest(heard, lastStale), now) >= reminders.staleAfterMs ? ago(heard, now) : undefined;
}

/** For how long nobody has had command, in milliseconds, when it is time to say so. */
export function withoutCommanderFor(of: Untended, now: Date, reminders: Reminders): number | undefined {
  const { severity, snoozed, openSince, hasCommander, lastCommander } = of;
  if (snoozed || hasCommander || (lastCommander !== null && lastCommander >= openSince)) return undefined;
  if (!mayBeSaid(severity, now, reminders)) return undefined;
  const without = ago(openSince, now);
  return without >= reminders.noCommanderAfterMs ? without : undefined;
}

/** Whether it is time to remind of follow-ups: after the incident's end, and after the last reminder. */
export function followUpsDue(
  of: { severity: Severity; resolvedAt: Date | null; lastReminder: Date | null },
  now: Date,
  reminders: Reminders,
): boolean {
  if (of.resolvedAt === null || !mayBeSaid(of.severity, now, reminders)) return false;
  return ago(latest(of.resolvedAt, of.lastReminder), now) >= reminders.followUpsAfterMs;
}
