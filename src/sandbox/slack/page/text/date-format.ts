/** Slack's `{date_short_pretty} {time}` and its like, in the reader's zone. */
export function formatDate(timestamp: number, format: string, timeZone: string, now: Date): string {
  const at = new Date(timestamp * 1000);
  const show = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { timeZone, ...options }).format(at);
  const pretty = (otherwise: string) => relativeDay(at, now, timeZone) ?? otherwise;
  const dates: Record<string, () => string> = {
    date_num: () => isoDay(at, timeZone),
    date: () => show({ day: "numeric", month: "long", year: "numeric" }),
    date_short: () => show({ day: "numeric", month: "short", year: "numeric" }),
    date_long: () => show({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
    date_slash: () => show({ day: "2-digit", month: "2-digit", year: "numeric" }),
    time: () => show({ hour: "2-digit", minute: "2-digit" }),
    time_secs: () => show({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    ago: () => ago(at, now),
    day_divider_pretty: () => pretty(show({ weekday: "long", day: "numeric", month: "long" })),
  };
  return format.replace(/\{([a-z_]+)\}/g, (whole, name: string) => {
    const plain = dates[name];
    if (plain !== undefined) return plain();
    const base = dates[name.replace(/_pretty$/, "")];
    return name.endsWith("_pretty") && base !== undefined ? pretty(base()) : whole;
  });
}

export function isoDay(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(at);
}

function relativeDay(at: Date, now: Date, timeZone: string): string | undefined {
  const days = (Date.parse(isoDay(at, timeZone)) - Date.parse(isoDay(now, timeZone))) / 86_400_000;
  return { 0: "today", 1: "tomorrow", [-1]: "yesterday" }[days];
}

function ago(at: Date, now: Date): string {
  const minutes = Math.round((at.getTime() - now.getTime()) / 60_000);
  const words = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" });
  if (Math.abs(minutes) < 60) return words.format(minutes, "minute");
  if (Math.abs(minutes) < 48 * 60) return words.format(Math.round(minutes / 60), "hour");
  return words.format(Math.round(minutes / 1440), "day");
}

/** Seconds since 1970 for a wall-clock time (`2026-01-31T09:30`) in a zone, and back. */
export function fromWallTime(wall: string, timeZone: string): number {
  let guess = Date.parse(`${wall}Z`);
  // Twice, because the offset may differ on the other side of a clock change.
  for (let round = 0; round < 2; round += 1) {
    guess += Date.parse(`${wall}Z`) - Date.parse(`${toWallTime(guess / 1000, timeZone)}Z`);
  }
  return guess / 1000;
}

export function toWallTime(timestamp: number, timeZone: string): string {
  const shown = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return shown.format(new Date(timestamp * 1000)).replace(" ", "T");
}
