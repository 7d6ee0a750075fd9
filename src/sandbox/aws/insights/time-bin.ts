const UNITS: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const WEEK_START = Date.UTC(1970, 0, 5);

/** `5m`, `1h`, `1mo`: milliseconds, quarters, weeks, days, years. */
export const PERIOD =
  /(\d+)\s*(milliseconds?|ms|msec|seconds?|sec|s|minutes?|min|mo|mon|months?|m|hours?|hr|h|days?|d|weeks?|w|quarters?|qtr|q|years?|yr|y)\b/y;

export type Period = { count: number; unit: string };

export function readPeriod(count: string, unit: string): Period {
  const short = /^(ms|mil)/.test(unit) ? "ms" : /^mo/.test(unit) ? "mo" : unit.charAt(0);
  return { count: Number(count), unit: short };
}

/** The start of the period that holds the moment, UTC. */
export function binStart(at: number, { count, unit }: Period): number {
  const length = UNITS[unit];
  if (length !== undefined) {
    const origin = unit === "w" ? WEEK_START : 0;
    return Math.floor((at - origin) / (length * count)) * length * count + origin;
  }
  const date = new Date(at);
  const months = count * (unit === "y" ? 12 : unit === "q" ? 3 : 1);
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
  const first = Math.floor(month / months) * months;
  return Date.UTC(Math.floor(first / 12), first % 12, 1);
}

/** The start of the next period, unless the moment itself is a start. */
export function binEnd(at: number, period: Period): number {
  const start = binStart(at, period);
  if (start === at) return at;
  const { count, unit } = period;
  const length = UNITS[unit];
  if (length !== undefined) return start + length * count;
  const months = count * (unit === "y" ? 12 : unit === "q" ? 3 : 1);
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
}
