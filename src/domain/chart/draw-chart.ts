import { bucketAt, type Chart, totalIn } from "./chart.ts";
import { axisTimes, niceStep } from "./chart-axis.ts";
import { legend, legendHeight } from "./chart-legend.ts";
import { chartInk, fills, patterns } from "./chart-look.ts";
import { counted, describeChart, words } from "./describe-chart.ts";
import { shapes, type Tag, tag, text, xmlOf } from "./svg.ts";

// Threads and phones show it about 350 pixels wide: words must be read there too.
const chartWidth = 520;

const [left, right, plotHeight] = [56, 508, 174];

interface Plot {
  top: number;
  bottom: number;
}

/** The chart as one SVG document: no style sheets, no scripts, nothing from outside; the same bytes for the same chart. */
export function drawChart(chart: Chart): string {
  const sums = Array.from({ length: chart.buckets }, (_, bucket) => totalIn(chart, bucket));
  const plotTop = 66 + legendHeight(chart);
  const plot: Plot = { top: plotTop, bottom: plotTop + plotHeight };
  const chartHeight = plot.bottom + 58;
  const highest = Math.max(1, ...sums);
  const step = niceStep(highest / 4);
  const top = Math.ceil(highest / step) * step;
  const y = (count: number): number => plot.bottom - (count / top) * (plot.bottom - plot.top);
  const width = (right - left) / chart.buckets;
  const x = (at: Date): number =>
    left + ((at.getTime() - chart.from.getTime()) / 1_000 / chart.widthSeconds) * width;

  const alt = describeChart(chart);
  return xmlOf(
    tag(
      "svg",
      {
        xmlns: "http://www.w3.org/2000/svg",
        viewBox: `0 0 ${chartWidth} ${chartHeight}`,
        width: chartWidth,
        height: chartHeight,
        role: "img",
        "font-family": "DejaVu Sans, Verdana, sans-serif",
        "font-size": 15,
      },
      tag("title", {}, alt),
      patterns(),
      // A ground of its own, so that it reads the same in light and in dark.
      tag("rect", { width: chartWidth, height: chartHeight, rx: 8, fill: chartInk.ground }),
      text({ x: 16, y: 28, "font-weight": "bold", "font-size": 16, fill: chartInk.words }, chart.title, 50),
      text(
        { x: 16, y: 48, fill: chartInk.quiet, "font-size": 14 },
        `${chart.unit} per ${words(chart.widthSeconds).replace(/^one /, "")}, times in UTC`,
        60,
      ),
      ...legend(chart, { x: 16, y: 72, width: chartWidth - 32 }),
      ...grid(top, step, y),
      ...bars(chart, y, width),
      ...timeAxis(chart, plot, x),
      ...mark(chart, plot, x),
    ),
  );
}

function grid(top: number, step: number, y: (count: number) => number): Tag[] {
  const lines: Tag[] = [];
  for (let count = 0; count <= top; count += step) {
    const at = y(count);
    lines.push(
      tag("line", {
        x1: left,
        x2: right,
        y1: at,
        y2: at,
        stroke: count === 0 ? chartInk.quiet : chartInk.grid,
      }),
      text({ x: left - 8, y: at + 5, "text-anchor": "end", fill: chartInk.quiet }, counted(count), 12),
    );
  }
  return lines;
}

function bars({ series, buckets }: Chart, y: (count: number) => number, width: number): Tag[] {
  const gap = Math.min(2, width / 5);
  const drawn: Tag[] = [];
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    let below = 0;
    for (const { look, counts } of series) {
      const count = counts[bucket] ?? 0;
      if (count === 0) continue;
      const upper = y(below + count);
      drawn.push(
        ...shapes(fills[look], {
          x: left + bucket * width + gap / 2,
          y: upper,
          width: width - gap,
          // One call among thousands is seen too.
          height: Math.max(1.5, y(below) - upper),
        }),
      );
      below += count;
    }
  }
  return drawn;
}

function timeAxis(chart: Chart, plot: Plot, x: (at: Date) => number): Tag[] {
  const end = bucketAt(chart, chart.buckets);
  return axisTimes(chart.from, end).flatMap(({ at, label }) => {
    const place = x(at);
    if (place < left + 20 || place > right - 20) return [];
    return [
      tag("line", { x1: place, x2: place, y1: plot.bottom, y2: plot.bottom + 6, stroke: chartInk.quiet }),
      text({ x: place, y: plot.bottom + 24, "text-anchor": "middle", fill: chartInk.quiet }, label, 20),
    ];
  });
}

/** A line of dashes, a wedge and words: it is told apart from the bars without its colour. */
function mark({ mark: marked }: Chart, plot: Plot, x: (at: Date) => number): Tag[] {
  if (marked === null) return [];
  const place = Math.min(right, Math.max(left, x(marked.at)));
  const isLate = place > (left + right) / 2;
  const label = `${marked.label} ${marked.at.toISOString().slice(11, 16)}`;
  return [
    tag("line", {
      x1: place,
      x2: place,
      y1: plot.top - 4,
      y2: plot.bottom,
      stroke: chartInk.words,
      "stroke-width": 2,
      "stroke-dasharray": "5 3",
    }),
    tag("path", { d: `M${place - 7} ${plot.bottom + 44}h14l-7 -12z`, fill: chartInk.words }),
    text(
      {
        x: isLate ? place - 12 : place + 12,
        y: plot.bottom + 46,
        "text-anchor": isLate ? "end" : "start",
        "font-weight": "bold",
        fill: chartInk.words,
      },
      label,
      40,
    ),
  ];
}
