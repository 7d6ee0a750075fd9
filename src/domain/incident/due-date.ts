import { parseDuration } from "../duration.ts";
import { localWords } from "../transcript/times.ts";
import { weekdays } from "./working-hours.ts";

const dayMs = 86_400_000;
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/**
 * `2026-12-01`, `today`, `tomorrow`, `friday` or `3d` as `YYYY-MM-DD`, counted from the day that it is in `zone`;
 * undefined for anything else, for a day that does not exist, and for one that has passed.
 */
export function parseDueDate(text: string, now: Date, zone = "UTC"): string | undefined {
  const said = text.trim().toLowerCase();
  const today = new Date(`${localWords(now.toISOString(), zone).slice(0, 10)}T00:00:00Z`);
  const inDays = (days: number) => dayOf(new Date(today.getTime() + days * dayMs));
  if (said === "today") return inDays(0);
  if (said === "tomorrow") return inDays(1);
  const weekday = weekdays.findIndex(
    (each) => said === each || (/^[a-z]+day$/.test(said) && said.startsWith(each)),
  );
  // A weekday is the next of its name, never today.
  if (weekday >= 0) return inDays(((weekday + 1 - today.getUTCDay() + 6) % 7) + 1);
  const seconds = parseDuration(said);
  if (seconds !== undefined) return seconds % 86_400 === 0 ? inDays(seconds / 86_400) : undefined;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(said)) return undefined;
  const day = new Date(`${said}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || dayOf(day) !== said) return undefined;
  return said >= dayOf(today) ? said : undefined;
}
