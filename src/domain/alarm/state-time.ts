const SHAPE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)$/;

/**
 * Reads the times of AWS messages: ISO with milliseconds and an offset that may lack its colon
 * (`2026-05-04T08:16:31.514+0000`), which `Date` need not read. Undefined when it is no such time.
 */
export function parseStateTime(text: string): Date | undefined {
  const [, seconds, fraction = "", offset] = SHAPE.exec(text) ?? [];
  if (!seconds || !offset) return undefined;
  const zone = offset === "Z" ? "Z" : `${offset.slice(0, 3)}:${offset.slice(-2)}`;
  const at = new Date(`${seconds}.${fraction.padEnd(3, "0").slice(0, 3)}${zone}`);
  // A year that no database column takes would stop the inbox.
  return at.getUTCFullYear() >= 2000 && at.getUTCFullYear() < 2200 ? at : undefined;
}
