/** CloudTrail's own form: UTC, whole seconds. */
export function timeText(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, "Z");
}

/** How older services write times into their answers: `May 4, 2026, 9:12:30 AM`. */
export function wordyTime(at: Date): string {
  const date = at.toLocaleDateString("en-US", {
    timeZone: "UTC",
    year: "numeric",
    month: "short",
    day: "numeric",
  });
  const hour = at.getUTCHours();
  const [, minutes] = at.toISOString().split(/T\d\d:|\./);
  return `${date}, ${hour % 12 || 12}:${minutes} ${hour < 12 ? "AM" : "PM"}`;
}
