import type { Severity } from "../finding.ts";
import { type Alarm, type AlarmState, alarmKey } from "./alarm.ts";

/** The latest known state of one alarm (or one contributor of it) in an incident. */
export interface AlarmStatus {
  /** Tells it from others: its ARN, and contributor if any. */
  key: string;
  name: string;
  arn: string;
  severity: Severity;
  state: AlarmState;
  at: Date;
  /** Times it went to ALARM in this incident. */
  count: number;
  /** All its transitions in this incident, late ones too. */
  transitions: number;
}

/** What an incident knows of its alarms without looking at each. */
export interface AlarmCounts {
  alarms: number;
  firing: number;
  transitions: number;
  /** Times an alarm that fired again opened this incident anew. */
  reopened: number;
}

export const noAlarms: AlarmCounts = { alarms: 0, firing: 0, transitions: 0, reopened: 0 };

/** A transition applied by its own time: a late one is counted and changes nothing, and on a tie ALARM wins. */
export function applyTransition(
  known: AlarmStatus | undefined,
  alarm: Alarm,
  severity: Severity,
): { status: AlarmStatus; late: boolean } {
  const transitions = (known?.transitions ?? 0) + 1;
  if (known !== undefined && isLate(alarm, known)) return { status: { ...known, transitions }, late: true };
  const { name, arn, state, at } = alarm;
  const count = (known?.count ?? 0) + (state === "ALARM" ? 1 : 0);
  return {
    status: { key: alarmKey(alarm), name, arn, severity, state, at, count, transitions },
    late: false,
  };
}

const isLate = ({ at, state }: Pick<Alarm, "at" | "state">, known: Pick<AlarmStatus, "at">): boolean =>
  at < known.at || (at.getTime() === known.at.getTime() && state !== "ALARM");

export function countTransition(
  counts: AlarmCounts,
  known: AlarmStatus | undefined,
  status: AlarmStatus,
): AlarmCounts {
  const firing = (each: AlarmStatus | undefined) => (each?.state === "ALARM" ? 1 : 0);
  return {
    ...counts,
    alarms: counts.alarms + (known === undefined ? 1 : 0),
    firing: counts.firing + firing(status) - firing(known),
    transitions: counts.transitions + 1,
  };
}

const alarmsTold = 5;
const transitionsTold = 6;

/** Beyond a few alarms, or a few changes of one, the thread stays calm: the first message counts. */
export const isWorthTelling = ({ alarms }: AlarmCounts, { transitions }: AlarmStatus): boolean =>
  alarms <= alarmsTold && transitions <= transitionsTold;
