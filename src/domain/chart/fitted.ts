import { visible } from "../text/visible.ts";

/** Parts of an em that a character takes in DejaVu Sans, about and rather too many: words must stay in the picture. */
function emOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0x10ff) return 1;
  if (/[mwMW@%—…]/.test(character)) return 0.98;
  if (/[ijlI.,:;|'! ·]/.test(character)) return 0.4;
  return /[A-Z]/.test(character) || code > 0x7f ? 0.78 : 0.64;
}

/** Pixels, at most, that a line of text takes. */
export const widthOf = (text: string, fontSize: number): number =>
  [...text].reduce((sum, character) => sum + emOf(character), 0) * fontSize;

const longest = 80;

/** Foreign names in one line that is no wider than `width`: the longest are cut first, so that each still tells something. */
export function fitted(names: readonly string[], between: string, width: number, fontSize: number): string {
  let max = longest;
  const line = () => names.map((name) => shortName(name, max)).join(between);
  while (max > 4 && widthOf(line(), fontSize) > width) max -= 1;
  return line();
}

/** Of an ARN people read its end. */
export function shortName(name: string, max: number): string {
  if (!name.startsWith("arn:")) return visible(name, max);
  const points = [...visible(name.slice(name.lastIndexOf(":") + 1), 500)];
  return points.length <= max ? points.join("") : `…${points.slice(points.length - max + 1).join("")}`;
}
