import { type OverTime, totalOf } from "./chart.ts";
import { chartInk, fills } from "./chart-look.ts";
import { counted } from "./describe-chart.ts";
import { shapes, type Tag, text } from "./svg.ts";

/** A letter takes about this much of a line, in pixels. */
const letter = 9;
const swatch = 20;
const gap = 10;
const columns = 2;
const lineHeight = 22;

/** None where there is only one look, which means nothing. */
const entries = ({ series }: Pick<OverTime, "series">) =>
  series.length === 1 && series[0]?.look === "ok" ? [] : series;

export const legendHeight = (over: Pick<OverTime, "series">): number =>
  Math.ceil(entries(over).length / columns) * lineHeight;

/** What each look means and how many there are of it; names are cut until two stand side by side. */
export function legend(over: OverTime, place: { x: number; y: number; width: number }): Tag[] {
  const column = place.width / columns;
  const longest = Math.floor((column - swatch - gap) / letter);
  return entries(over).flatMap((each, at) => {
    const number = ` ${counted(totalOf(each))}`;
    const name = shortName(each.name, Math.max(4, longest - number.length));
    const x = place.x + (at % columns) * column;
    const y = place.y + Math.floor(at / columns) * lineHeight;
    return [
      ...shapes(fills[each.look], { x, y: y - 11, width: 14, height: 12 }),
      text({ x: x + swatch, y, fill: chartInk.words }, name + number, 80),
    ];
  });
}

/** Of an ARN people read its end. */
function shortName(name: string, max: number): string {
  const short = name.startsWith("arn:") ? name.slice(name.lastIndexOf(":") + 1) : name;
  const points = [...short];
  return points.length <= max ? short : `…${points.slice(points.length - max + 1).join("")}`;
}
