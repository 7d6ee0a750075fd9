const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const logTime = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/;
const isoTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/;

/**
 * A time as proxies write it: `04/May/2026:08:15:30 +0000` (which `Date.parse` cannot read), ISO 8601 with its zone,
 * or seconds or milliseconds since 1970, also as text. Undefined for anything else.
 */
export function parseRequestTime(value: unknown): Date | undefined {
  if (typeof value === "number") return ofEpoch(value);
  if (typeof value !== "string" || value.length > 40) return undefined;
  if (/^\d{10}(\.\d{1,9})?$|^\d{13}$/.test(value)) return ofEpoch(Number(value));
  return isoTime.test(value) ? valid(new Date(value.replace(" ", "T"))) : ofLogTime(value);
}

function ofLogTime(text: string): Date | undefined {
  const [, day, monthName = "", year, hour, minute, second, sign, zoneHours, zoneMinutes] =
    logTime.exec(text) ?? [];
  const month = String(months.indexOf(monthName) + 1).padStart(2, "0");
  if (day === undefined || month === "00") return undefined;
  const at = valid(new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`));
  // Date moves the 31st of a short month into the next one.
  if (!at || at.getUTCDate() !== Number(day)) return undefined;
  const offsetMinutes = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === "-" ? -1 : 1);
  return new Date(at.getTime() - offsetMinutes * 60_000);
}

/** Seconds are ten digits from 2001 to 2286, milliseconds thirteen. */
function ofEpoch(value: number): Date | undefined {
  if (!(value >= 1e9 && value < 1e13)) return undefined;
  return value < 1e10 ? new Date(Math.round(value * 1_000)) : value >= 1e12 ? new Date(value) : undefined;
}

function valid(at: Date): Date | undefined {
  return Number.isNaN(at.getTime()) ? undefined : at;
}
