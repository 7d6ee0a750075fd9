import { type Chart, totalOf } from "./chart.ts";
import { chartInk, fills } from "./chart-look.ts";
import { counted } from "./describe-chart.ts";
import { shapes, type Tag, text } from "./svg.ts";

/** A letter takes about this much of a line, in pixels. */
const letter = 8.2;
const swatch = 22;
const gap = 18;

/** What each look means and how many there are of it, in one line; names are cut until it fits. */
export function legend({ series }: Chart, place: { x: number; y: number; width: number }): Tag[] {
  if (series.length === 1 && series[0]?.look === "ok") return [];
  const longest = Math.floor((place.width / series.length - swatch - gap) / letter);
  let { x } = place;
  return series.flatMap((each) => {
    const number = ` ${counted(totalOf(each))}`;
    const name = shortName(each.name, Math.max(4, longest - number.length));
    const at = x;
    x += swatch + gap + (name.length + number.length) * letter;
    return [
      ...shapes(fills[each.look], { x: at, y: place.y - 11, width: 14, height: 12 }),
      text({ x: at + swatch, y: place.y, fill: chartInk.words }, name + number, 80),
    ];
  });
}

/** Of an ARN people read its end. */
function shortName(name: string, max: number): string {
  const short = name.startsWith("arn:") ? name.slice(name.lastIndexOf(":") + 1) : name;
  const points = [...short];
  return points.length <= max ? short : `…${points.slice(points.length - max + 1).join("")}`;
}
