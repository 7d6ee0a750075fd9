import type { Alarm } from "../alarm/alarm.ts";
import type { AlarmCounts } from "../alarm/alarm-status.ts";
import { ConflictError, InputError } from "../errors.ts";
import type { Severity } from "../finding.ts";
import type { ActorRef } from "../responder.ts";

export type IncidentState = "open" | "acknowledged" | "resolved";

export interface Snooze {
  until: Date;
  by: ActorRef;
  reason: string;
}

export interface Incident {
  id: string;
  number: number;
  title: string;
  state: IncidentState;
  severity: Severity;
  /** One open incident a key; null when a person declared it. */
  groupKey: string | null;
  /** Slack channel id. */
  channel: string;
  /** Its channel is a private one: only who is in there may know of it. Absent where that is not told. */
  private?: boolean;
  commander: { id: string; name: string } | null;
  openedAt: Date;
  openedBy: ActorRef;
  acknowledgedAt: Date | null;
  acknowledgedBy: ActorRef | null;
  resolvedAt: Date | null;
  resolution: string | null;
  /** The alarm that opened it. */
  alarm: Alarm | null;
  /** Of the alarms that belong to it; the record has each. */
  counts: AlarmCounts;
  /** It stands for all the alarms that came too fast to open an incident each. */
  storm: boolean;
  /** Quiet until then; null when it is not. */
  snoozed: Snooze | null;
  /** The incident that it was merged into; absent unless it was. */
  mergedInto?: { id: string; number: number };
  /** To resolve it, while all its alarms are OK: the timeline's entry that says so. Absent when there is none. */
  proposal?: { seq: number; since: Date };
  runbook: { id: string; hash: string } | null;
  /** The step that is due next; null when there is no runbook or it is finished. */
  nextStep: string | null;
  version: number;
}

export const shortId = (incident: Pick<Incident, "number">): string => `INC-${incident.number}`;

/** The number in `INC-42`, `inc42` or `42`; undefined for anything else. */
export function parseShortId(text: string): number | undefined {
  const match = /^(?:inc-?)?(\d{1,9})$/i.exec(text.trim());
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

export function requireOpen(incident: Incident): void {
  if (incident.state === "resolved")
    throw new ConflictError(`${shortId(incident)} is already resolved. Reopen it to go on.`);
}

export function markAcknowledged(incident: Incident, by: ActorRef, at: Date): Incident {
  requireOpen(incident);
  if (incident.state === "acknowledged" && incident.acknowledgedBy)
    throw new ConflictError(
      `${shortId(incident)} is already acknowledged by ${incident.acknowledgedBy.kind === "system" ? "Cairn" : incident.acknowledgedBy.name}.`,
    );
  return { ...incident, state: "acknowledged", acknowledgedAt: at, acknowledgedBy: by };
}

export function markCommander(incident: Incident, commander: { id: string; name: string }): Incident {
  requireOpen(incident);
  if (incident.commander?.id === commander.id)
    throw new ConflictError(`${commander.name} already has command of ${shortId(incident)}.`);
  return { ...incident, commander };
}

export function markSeverity(incident: Incident, severity: Severity): Incident {
  requireOpen(incident);
  if (incident.severity === severity) throw new ConflictError(`${shortId(incident)} is already ${severity}.`);
  return { ...incident, severity };
}

export function markResolved(incident: Incident, resolution: string | null, at: Date): Incident {
  requireOpen(incident);
  return { ...incident, state: "resolved", resolvedAt: at, resolution, snoozed: null, proposal: undefined };
}

/** Open again, and to be acknowledged anew: whoever had it before may be asleep. */
export function markReopened(incident: Incident): Incident {
  if (incident.mergedInto)
    throw new ConflictError(
      `${shortId(incident)} was merged into ${shortId(incident.mergedInto)}, where its alarms go. Go on there. If it is another thing after all, unmerge it.`,
    );
  if (incident.state !== "resolved")
    throw new ConflictError(`${shortId(incident)} is not resolved, so there is nothing to reopen.`);
  return {
    ...incident,
    state: "open",
    acknowledgedAt: null,
    acknowledgedBy: null,
    resolvedAt: null,
    resolution: null,
  };
}

const longestSnoozeMs = 7 * 24 * 3_600_000;

/** Quiet until a time, with a reason; it comes back by itself. */
export function markSnoozed(incident: Incident, snooze: Snooze, now: Date): Incident {
  requireOpen(incident);
  if (snooze.until <= now) throw new InputError("The end of a snooze must lie ahead.");
  if (snooze.until.getTime() - now.getTime() > longestSnoozeMs)
    throw new InputError("A week is the longest snooze. Resolve the incident if nobody needs it.");
  return { ...incident, snoozed: snooze };
}
