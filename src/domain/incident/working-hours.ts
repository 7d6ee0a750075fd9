export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** When people work. Hours that end before they begin go past midnight, and belong to the day they begin on. */
export interface WorkingHours {
  /** An IANA name, for instance `Europe/Berlin`; its clock changes are kept to. */
  timeZone: string;
  /** At least one. */
  days: readonly Weekday[];
  /** `HH:MM` on the zone's clock, 00:00 to 23:59. */
  from: string;
  /** `HH:MM`, not included; `24:00` is the end of the day. */
  to: string;
}

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
/** More than any zone has ever put its clock on or back within its day. */
const clockChangeMinutes = 180;

/** Whether people work at that time. Throws a RangeError for a time zone that Intl does not know. */
export function isWorking(at: Date, hours: WorkingHours): boolean {
  const { day, minute } = clockOf(at, hours.timeZone);
  const from = minuteOf(hours.from);
  const to = minuteOf(hours.to);
  const works = (index: number) => hours.days.some((each) => weekdays.indexOf(each) === (index + 7) % 7);
  if (from < to) return works(day) && minute >= from && minute < to;
  return (works(day) && minute >= from) || (works(day - 1) && minute < to);
}

/** That time itself while people work, else the whole minute at which they next begin. */
export function nextWorking(at: Date, hours: WorkingHours): Date {
  if (isWorking(at, hours)) return at;
  let next = Math.ceil(at.getTime() / minuteMs) * minuteMs;
  for (;;) {
    // The zone's clock may be put on or back about here: minute by minute, then far on.
    const last = next + 2 * clockChangeMinutes * minuteMs;
    for (; next < last; next += minuteMs) if (isWorking(new Date(next), hours)) return new Date(next);
    next += Math.max(0, minutesToBegin(new Date(next), hours) - clockChangeMinutes) * minuteMs;
  }
}

/** Until the hours next begin, were the clock never changed. */
function minutesToBegin(at: Date, { timeZone, days, from }: WorkingHours): number {
  const { day, minute } = clockOf(at, timeZone);
  const waits = days.map((each) => {
    const ahead = (weekdays.indexOf(each) - day) * dayMinutes + minuteOf(from) - minute;
    return ahead > 0 ? ahead : ahead + 7 * dayMinutes;
  });
  return Math.min(...waits);
}

/** Monday is 0. */
function clockOf(at: Date, timeZone: string): { day: number; minute: number } {
  const parts = clock(timeZone).formatToParts(at);
  const part = (wanted: Intl.DateTimeFormatPartTypes) => parts.find(({ type }) => type === wanted)?.value;
  const names: readonly string[] = weekdays;
  return {
    day: names.indexOf(part("weekday")?.toLowerCase() ?? ""),
    minute: Number(part("hour")) * 60 + Number(part("minute")),
  };
}

function minuteOf(time: string): number {
  const [hour, minute] = time.split(":");
  return Number(hour) * 60 + Number(minute);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Kept, because making one costs a thousand times what using it does. */
function clock(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  clocks.set(timeZone, made);
  return made;
}
