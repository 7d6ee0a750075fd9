import type { WeekTimes } from "../../domain/measures/measures.ts";
import { type Html, html } from "./html.ts";
import { day, lasting } from "./moments.ts";

const [width, height, left, bottom, top] = [600, 170, 64, 140, 12];

/** One median a week as bars; the table beside it has the numbers. */
export function weekBars(
  weeks: readonly WeekTimes[],
  name: string,
  of: (week: WeekTimes) => number | null,
): Html {
  const highest = Math.max(1, ...weeks.map((week) => of(week) ?? 0));
  const step = (width - left - 8) / Math.max(1, weeks.length);
  const y = (seconds: number) => bottom - (seconds / highest) * (bottom - top);
  const every = Math.ceil(weeks.length / 7);
  return html`<div class="bars card"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${name} by week, at most ${lasting(highest)}">
<line class="axis" x1="${left}" x2="${width}" y1="${bottom}" y2="${bottom}"/><line class="axis" x1="${left}" x2="${width}" y1="${top}" y2="${top}"/>
<text x="${left - 6}" y="${top + 4}" text-anchor="end">${lasting(highest)}</text><text x="${left - 6}" y="${bottom + 4}" text-anchor="end">0</text>
${weeks.map((week, index) => {
  const seconds = of(week);
  const x = left + index * step;
  const label =
    index % every === 0 &&
    html`<text x="${x + step / 2}" y="${bottom + 16}" text-anchor="middle">${day(week.week).slice(5)}</text>`;
  const bar =
    seconds !== null &&
    html`<rect class="bar" x="${x + step * 0.15}" y="${y(seconds)}" width="${step * 0.7}" height="${Math.max(1, bottom - y(seconds))}" rx="2"><title>Week of ${day(week.week)}: ${lasting(seconds)}</title></rect>`;
  return html`${bar}${label}`;
})}
</svg></div>`;
}
