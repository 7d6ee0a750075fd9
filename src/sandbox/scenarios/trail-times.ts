const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** CloudTrail's own form: UTC, whole seconds. */
export function timeText(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, "Z");
}

/** How some services write times into their answers: `May 4, 2026, 9:12:30 AM`. */
export function wordyTime(at: Date): string {
  const hour = at.getUTCHours();
  const clock = `${hour % 12 || 12}:${at.toISOString().slice(14, 19)} ${hour < 12 ? "AM" : "PM"}`;
  return `${MONTHS[at.getUTCMonth()]} ${at.getUTCDate()}, ${at.getUTCFullYear()}, ${clock}`;
}
