const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

let last = { text: "", at: Number.NaN };

/** An instant in ISO 8601 with its zone, as CloudTrail writes it; undefined for anything else. */
export function parseTime(text: unknown): Date | undefined {
  if (typeof text !== "string" || text.length > 40) return undefined;
  // Of one record the same time is asked several times.
  if (text !== last.text) last = { text, at: isoTime.test(text) ? new Date(text).getTime() : Number.NaN };
  return Number.isNaN(last.at) ? undefined : new Date(last.at);
}

const writtenTime =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/** The same as people write it: a day alone is its midnight, and UTC is meant when no zone is given. */
export function timeAsWritten(text: string): Date | undefined {
  const [, day, time = "00:00", zone = "Z"] = writtenTime.exec(text.trim()) ?? [];
  return day === undefined ? undefined : parseTime(`${day}T${time}${zone}`);
}
