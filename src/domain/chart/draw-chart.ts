import type { Chart } from "./chart.ts";
import { chartInk, chartWidth, type Panel, patterns } from "./chart-look.ts";
import { describeChart, words } from "./describe-chart.ts";
import { drawGroups, groupsWords } from "./draw-groups.ts";
import { drawOverTime } from "./draw-over-time.ts";
import { type Tag, tag, text, xmlOf } from "./svg.ts";

export interface ChartSize {
  width: number;
  height: number;
}

/** The chart as one SVG document: no style sheets, no scripts, nothing from outside; the same bytes for the same chart. */
export const drawChart = (chart: Chart): string => drawn(chart).svg;

/** In the SVG's own units. */
export function sizeOf(chart: Chart): ChartSize {
  const { width, height } = drawn(chart);
  return { width, height };
}

function drawn(chart: Chart): ChartSize & { svg: string } {
  const { over, groups, unit, partial } = chart;
  const heads = [
    ...(over ? [`${unit} per ${words(over.widthSeconds).replace(/^one /, "")}, times in UTC`] : []),
    ...(groups ? [groupsWords(groups, unit)] : []),
  ];
  const headAt = partial === null ? 48 : 70;
  const panels: Tag[] = [];
  let bottom = headAt;
  const add = ({ tags, bottom: end }: Panel) => {
    panels.push(...tags);
    bottom = end;
  };
  if (over) add(drawOverTime(over, bottom));
  if (groups && over) {
    bottom += 10;
    panels.push(head(heads[1] ?? "", bottom));
  }
  if (groups) add(drawGroups(groups, { under: bottom, whole: partial === null }));
  const svg = xmlOf(
    tag(
      "svg",
      {
        xmlns: "http://www.w3.org/2000/svg",
        viewBox: `0 0 ${chartWidth} ${bottom}`,
        width: chartWidth,
        height: bottom,
        role: "img",
        "font-family": "DejaVu Sans, Verdana, sans-serif",
        "font-size": 15,
      },
      tag("title", {}, describeChart(chart)),
      patterns(),
      // A ground of its own, so that it reads the same in light and in dark.
      tag("rect", { width: chartWidth, height: bottom, rx: 8, fill: chartInk.ground }),
      text({ x: 16, y: 28, "font-weight": "bold", "font-size": 16, fill: chartInk.words }, chart.title, 50),
      ...(partial === null ? [] : warning(partial)),
      head(heads[0] ?? "", headAt),
      ...panels,
    ),
  );
  return { svg, width: chartWidth, height: bottom };
}

const head = (said: string, y: number): Tag =>
  text({ x: 16, y, fill: chartInk.quiet, "font-size": 14 }, said, 60);

/** A sign and words: what is missing must not be taken for what is not there. */
const warning = (said: string): Tag[] => [
  tag("path", { d: "M16 49l8 -14l8 14z", fill: "none", stroke: chartInk.warning, "stroke-width": 2 }),
  tag("path", { d: "M24 40v4M24 45.5v1.5", stroke: chartInk.warning, "stroke-width": 2 }),
  text({ x: 38, y: 48, fill: chartInk.warning, "font-weight": "bold", "font-size": 14 }, said, 60),
];
