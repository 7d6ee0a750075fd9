import type { RunbookReview } from "./runbook-faults.ts";

/** Incidents opened in one ISO week (UTC). Medians in seconds; null when there was none of that kind. */
export interface WeekTimes {
  /** The week's Monday, midnight UTC. */
  week: Date;
  opened: number;
  acknowledged: number;
  medianToAcknowledge: number | null;
  resolved: number;
  medianToResolve: number | null;
}

/** How often one alarm was heard of. */
export interface AlarmNoise {
  name: string;
  incidents: number;
  /** Changes of its state. */
  transitions: number;
  /** Times it went to ALARM. */
  firings: number;
  lastAt: Date;
}

/** Across incidents, since a time. */
export interface Measures {
  from: Date;
  to: Date;
  weeks: WeekTimes[];
  noisiest: AlarmNoise[];
  withoutRunbook: AlarmNoise[];
  runbooks: RunbookReview[];
}

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;

/** The Monday, midnight UTC, of the week a time is in. */
export function weekOf(at: Date): Date {
  const day = Math.floor(at.getTime() / dayMs);
  // 1970 began on a Thursday.
  return new Date((day - ((day + 3) % 7)) * dayMs);
}

/** Every week from the one of `from` to the one of `to`; a week in which nothing was opened stands there empty. */
export function everyWeek(found: readonly WeekTimes[], from: Date, to: Date): WeekTimes[] {
  const known = new Map(found.map((each) => [each.week.getTime(), each]));
  const weeks: WeekTimes[] = [];
  for (let at = weekOf(from).getTime(); at <= to.getTime(); at += weekMs)
    weeks.push(
      known.get(at) ?? {
        ...{ week: new Date(at), opened: 0, acknowledged: 0, resolved: 0 },
        ...{ medianToAcknowledge: null, medianToResolve: null },
      },
    );
  return weeks;
}
