import { InputError } from "../errors.ts";

/** `2026-11-14 02:41:07Z`. */
export const utcWords = (at: string | Date): string =>
  `${(typeof at === "string" ? at : at.toISOString()).slice(0, 19).replace("T", " ")}Z`;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  try {
    const format = new Intl.DateTimeFormat("en-GB", {
      ...{ timeZone: zone, hourCycle: "h23", timeZoneName: "longOffset" },
      ...{ year: "numeric", month: "2-digit", day: "2-digit" },
      ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
    });
    formats.set(zone, format);
    return format;
  } catch (cause) {
    throw new InputError(`“${zone.slice(0, 60)}” is no time zone: write one such as Europe/Berlin or UTC.`, {
      cause,
    });
  }
}

/** The zone by the name it is known by; throws an InputError for what is none. */
export function requireZone(zone: string): string {
  return formatOf(zone.trim()).resolvedOptions().timeZone;
}

/** `2026-11-14 03:41:07 +01:00`. */
export function localWords(at: string, zone: string): string {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(new Date(at))
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? "";
  const offset = part("timeZoneName").replace("GMT", "") || "+00:00";
  const day = `${part("year")}-${part("month")}-${part("day")}`;
  return `${day} ${part("hour")}:${part("minute")}:${part("second")} ${offset}`;
}

/** Time since the start: `+00:12:31`, `−00:05:00` before it, `+2d 03:00:00`. */
export function sinceWords(at: string, start: string): string {
  const seconds = Math.floor(Date.parse(at) / 1000) - Math.floor(Date.parse(start) / 1000);
  return `${seconds < 0 ? "−" : "+"}${spanWords(Math.abs(seconds))}`;
}

/** `00:12:31`, `2d 03:00:00`. */
export function spanWords(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const days = Math.floor(seconds / 86_400);
  const clock = `${two((seconds % 86_400) / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  return days > 0 ? `${days}d ${clock}` : clock;
}
