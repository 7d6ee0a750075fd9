import { bucketAt, type OverTime, totalIn } from "./chart.ts";
import { axisTimes, niceStep } from "./chart-axis.ts";
import { legend, legendHeight } from "./chart-legend.ts";
import { chartInk, fills, type Panel, panelRight } from "./chart-look.ts";
import { counted } from "./describe-chart.ts";
import { shapes, type Tag, tag, text } from "./svg.ts";

const [left, right, plotHeight] = [56, panelRight, 174];

interface Plot {
  top: number;
  bottom: number;
}

/** Calls over time: a stack for each bucket, and the moment that everything is about. */
export function drawOverTime(over: OverTime, under: number): Panel {
  const sums = Array.from({ length: over.buckets }, (_, bucket) => totalIn(over, bucket));
  const plotTop = under + 18 + legendHeight(over);
  const plot: Plot = { top: plotTop, bottom: plotTop + plotHeight };
  const highest = Math.max(1, ...sums);
  const step = niceStep(highest / 4);
  const top = Math.ceil(highest / step) * step;
  const y = (count: number): number => plot.bottom - (count / top) * (plot.bottom - plot.top);
  const width = (right - left) / over.buckets;
  const x = (at: Date): number =>
    left + ((at.getTime() - over.from.getTime()) / 1_000 / over.widthSeconds) * width;
  return {
    bottom: plot.bottom + 58,
    tags: [
      ...legend(over, { x: 16, y: under + 24, width: right + 12 - 32 }),
      ...grid(top, step, y),
      ...bars(over, y, width),
      ...timeAxis(over, plot, x),
      ...mark(over, plot, x),
    ],
  };
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

function bars({ series, buckets }: OverTime, y: (count: number) => number, width: number): Tag[] {
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

function timeAxis(over: OverTime, plot: Plot, x: (at: Date) => number): Tag[] {
  const end = bucketAt(over, over.buckets);
  return axisTimes(over.from, end).flatMap(({ at, label }) => {
    const place = x(at);
    if (place < left + 20 || place > right - 20) return [];
    return [
      tag("line", { x1: place, x2: place, y1: plot.bottom, y2: plot.bottom + 6, stroke: chartInk.quiet }),
      text({ x: place, y: plot.bottom + 24, "text-anchor": "middle", fill: chartInk.quiet }, label, 20),
    ];
  });
}

/** A line of dashes, a wedge and words: it is told apart from the bars without its colour. */
function mark({ mark: marked }: OverTime, plot: Plot, x: (at: Date) => number): Tag[] {
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
