import type { Alarm, AlarmState } from "./alarm/alarm.ts";
import { ConflictError } from "./errors.ts";
import type { Severity } from "./finding.ts";
import type { ActorRef } from "./responder.ts";

export type IncidentState = "open" | "acknowledged" | "resolved";

/** The latest known state of one alarm (or one contributor of it) in an incident. */
export interface AlarmStatus {
  name: string;
  arn: string;
  state: AlarmState;
  at: Date;
  /** Times this alarm went to ALARM in this incident. */
  count: number;
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
  commander: { id: string; name: string } | null;
  openedAt: Date;
  openedBy: ActorRef;
  acknowledgedAt: Date | null;
  acknowledgedBy: ActorRef | null;
  resolvedAt: Date | null;
  resolution: string | null;
  /** The alarm that opened it. */
  alarm: Alarm | null;
  /** By alarm key (ARN, and contributor if any). */
  alarms: Record<string, AlarmStatus>;
  runbook: { id: string; hash: string } | null;
  /** The step that is due next; null when there is no runbook or it is finished. */
  nextStep: string | null;
  version: number;
}

export const shortId = (incident: Pick<Incident, "number">): string => `INC-${incident.number}`;

/** The number in `INC-42`, `inc-42` or `42`; undefined for anything else. */
export function parseShortId(text: string): number | undefined {
  const match = /^(?:inc-)?(\d{1,9})$/i.exec(text.trim());
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
  return { ...incident, state: "resolved", resolvedAt: at, resolution };
}

/** Open again, and to be acknowledged anew: whoever had it before may be asleep. */
export function markReopened(incident: Incident): Incident {
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

/** An alarm's transition applied by its own time: a late one changes nothing, and on a tie ALARM wins. */
export function applyTransition(incident: Incident, alarm: Alarm): { incident: Incident; late: boolean } {
  const key = alarmKey(alarm);
  const known = incident.alarms[key];
  const late =
    known !== undefined &&
    (alarm.at < known.at || (alarm.at.getTime() === known.at.getTime() && alarm.state !== "ALARM"));
  if (late) return { incident, late };
  const count = (known?.count ?? 0) + (alarm.state === "ALARM" ? 1 : 0);
  const status: AlarmStatus = { name: alarm.name, arn: alarm.arn, state: alarm.state, at: alarm.at, count };
  return { incident: { ...incident, alarms: { ...incident.alarms, [key]: status } }, late: false };
}

export const alarmKey = (alarm: Alarm): string =>
  alarm.contributor ? `${alarm.arn}|${alarm.contributor.id}` : alarm.arn;
