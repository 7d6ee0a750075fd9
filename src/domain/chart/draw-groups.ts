import type { Chart, Groups } from "./chart.ts";
import { chartInk, type Fill, fills, type Panel, panelLeft, panelRight } from "./chart-look.ts";
import { isOutcome } from "./count-rows.ts";
import { counted, share } from "./describe-chart.ts";
import { fitted, widthOf } from "./fitted.ts";
import { shapes, type Tag, text } from "./svg.ts";

const rowHeight = 37;
const barHeight = 10;
const fontSize = 15;
const between = " · ";

/** What the bars are, above them. */
export function groupsWords({ of, bars }: Groups, unit: Chart["unit"]): string {
  const hatched = bars.some(({ look }) => look === "error") && !of.some(isOutcome);
  const [start, end] = [`${unit} by `, hatched ? "; hatched: refused or failed" : ""];
  return start + fitted(of, ", ", panelRight - panelLeft - widthOf(start + end, 14), 14) + end;
}

/** A line for each group: who it is and how many, and under that a bar as long as these are many. */
export function drawGroups(groups: Groups, { under, whole }: { under: number; whole: boolean }): Panel {
  const { bars, rest, total } = groups;
  const longest = Math.max(1, rest?.count ?? 0, ...bars.map(({ count }) => count));
  const rows = [
    ...bars.map(({ names, look, count }) => ({ names, fill: fills[look], count: count as number | null })),
    ...(rest ? [{ names: [restWords(rest)], fill: fills.rest, count: rest.count }] : []),
  ];
  const drawn = rows.flatMap(({ names, fill, count }, at): Tag[] => {
    const y = under + 24 + at * rowHeight;
    if (count === null) return [said(fitted(names, between, panelRight - panelLeft, fontSize), y)];
    const number = `${counted(count)}${whole && total !== null ? between + share(count, total) : ""}`;
    const room = panelRight - panelLeft - widthOf(number, fontSize) - 16;
    return [
      said(fitted(names, between, room, fontSize), y),
      text({ x: panelRight, y, "text-anchor": "end", fill: chartInk.quiet }, number, 40),
      ...bar(fill, y + 6, ((panelRight - panelLeft) * count) / longest),
    ];
  });
  return { tags: drawn, bottom: under + 24 + rows.length * rowHeight };
}

const said = (words: string, y: number): Tag => text({ x: panelLeft, y, fill: chartInk.words }, words, 200);

/** One call beside thousands is seen too. */
const bar = (fill: Fill, y: number, width: number): Tag[] =>
  shapes(fill, { x: panelLeft, y, width: Math.max(2, width), height: barHeight });

export function restWords({ groups, count }: NonNullable<Groups["rest"]>): string {
  const how = `${counted(groups)} more ${groups === 1 ? "group" : "groups"}`;
  return count === null ? `${how}, not counted here` : `others (${how})`;
}
