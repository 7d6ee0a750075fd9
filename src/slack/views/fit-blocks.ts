import type { Block } from "./blocks.ts";
import { clip, escapeText } from "./foreign-text.ts";

/** Slack refuses about 12,000 characters summed over a message's blocks; it documents neither rule nor number. */
export const maxBlockText = 10_000;
export const maxBlocks = 50;
/** Every text keeps at least one character, so a little is left for those. */
const spare = 500;

/** Cuts what does not fit, from the end, and never a button. */
export function fitBlocks(blocks: readonly Block[]): Block[] {
  const kept = blocks.slice(0, maxBlocks);
  const controls = kept.filter((block) => block.type === "actions");
  let room = maxBlockText - spare - controls.reduce((sum, block) => sum + textLength(block), 0);
  return kept.map((block) => {
    if (block.type === "actions") return block;
    const [fitted, used] = cut(block, Math.max(0, room));
    room -= used;
    return fitted;
  });
}

/** Characters as Slack counts them, in their escaped form, which is the longer one. */
export function textLength(part: unknown): number {
  if (Array.isArray(part)) return part.reduce((sum: number, each) => sum + textLength(each), 0);
  if (typeof part !== "object" || part === null) return 0;
  return Object.entries(part).reduce(
    (sum, [key, inner]) => sum + (isText(key, inner) ? [...escapeText(inner)].length : textLength(inner)),
    0,
  );
}

const isText = (key: string, inner: unknown): inner is string =>
  typeof inner === "string" && (key === "text" || key === "fallback");

function cut<T>(part: T, room: number): [T, number] {
  let used = 0;
  const walk = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(walk);
    if (typeof each !== "object" || each === null) return each;
    return Object.fromEntries(
      Object.entries(each).map(([key, inner]) => {
        if (!isText(key, inner)) return [key, walk(inner)];
        const text = clipEscaped(inner, Math.max(1, room - used));
        used += [...escapeText(text)].length;
        return [key, text];
      }),
    );
  };
  return [walk(part) as T, used];
}

function clipEscaped(text: string, max: number): string {
  if ([...escapeText(text)].length <= max) return text;
  const points = [...text];
  let length = 1;
  let kept = 0;
  while (kept < points.length) {
    length += escapeText(points[kept] ?? "").length;
    if (length > max) break;
    kept += 1;
  }
  return kept === 0 ? "…" : clip(text, kept + 1);
}
