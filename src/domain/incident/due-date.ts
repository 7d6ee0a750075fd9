import { parseDuration } from "../duration.ts";
import { weekdays } from "./working-hours.ts";

const dayMs = 86_400_000;
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/**
 * `2026-12-01`, `today`, `tomorrow`, `friday` or `3d` as `YYYY-MM-DD` in UTC; undefined for anything else, for a day
 * that does not exist, and for one that has passed.
 */
export function parseDueDate(text: string, now: Date): string | undefined {
  const said = text.trim().toLowerCase();
  const inDays = (days: number) => dayOf(new Date(now.getTime() + days * dayMs));
  if (said === "today") return inDays(0);
  if (said === "tomorrow") return inDays(1);
  const weekday = weekdays.findIndex(
    (each) => said === each || (/^[a-z]+day$/.test(said) && said.startsWith(each)),
  );
  // A weekday is the next of its name, never today.
  if (weekday >= 0) return inDays(((weekday + 1 - now.getUTCDay() + 6) % 7) + 1);
  const seconds = parseDuration(said);
  if (seconds !== undefined) return seconds % 86_400 === 0 ? inDays(seconds / 86_400) : undefined;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(said)) return undefined;
  const day = new Date(`${said}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || dayOf(day) !== said) return undefined;
  return said >= dayOf(now) ? said : undefined;
}
