import { partialWords } from "../chart/chart-of.ts";
import { drawChart } from "../chart/draw-chart.ts";
import { saysPartial } from "../query/completeness.ts";
import type { TranscriptRun } from "./document.ts";
import { element } from "./html-text.ts";

/** The chart of an answer, drawn in the page itself. */
export function chartHtml({ id, title, chart, reach }: TranscriptRun): string {
  if (chart === null) return "";
  const { from, mark, unit, ...over } = chart;
  const svg = drawChart({
    ...{ title, unit, groups: null },
    partial: saysPartial(reach) ? partialWords : null,
    over: { ...over, from: new Date(from), mark: mark && { at: new Date(mark.at), label: mark.label } },
  });
  // Several stand in one page: an id may be there once.
  return element("figure", svg.replaceAll("cairn-hatch", `hatch-${id.replaceAll(/[^\w-]/g, "")}`));
}
