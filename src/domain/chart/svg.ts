import { visible } from "../text/visible.ts";

/** A part of an SVG document. Foreign text only ever stands in `children` and attributes, which `xmlOf` escapes. */
export interface Tag {
  name: string;
  attributes: Readonly<Record<string, string | number>>;
  children: readonly (Tag | string)[];
}

type Attributes = Tag["attributes"];

export const tag = (name: string, attributes: Attributes, ...children: (Tag | string)[]): Tag => ({
  name,
  attributes,
  children,
});

/** One line of text, cut to `max` characters, with nothing invisible left in it. */
export const text = (attributes: Attributes, said: string, max: number): Tag =>
  tag("text", attributes, visible(said, max));

/** A rectangle, and when it has a pattern, the same with that above it. */
export const shapes = (fill: { colour: string; pattern?: string }, box: Attributes): Tag[] => [
  tag("rect", { ...box, fill: fill.colour }),
  ...(fill.pattern === undefined ? [] : [tag("rect", { ...box, fill: `url(#${fill.pattern})` })]),
];

export function xmlOf({ name, attributes, children }: Tag): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(typeof value === "number" ? rounded(value) : value)}"`)
    .join("");
  if (children.length === 0) return `<${name}${written}/>`;
  const inner = children.map((child) => (typeof child === "string" ? escaped(child) : xmlOf(child))).join("");
  return `<${name}${written}>${inner}</${name}>`;
}

const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** What XML 1.0 has no place for, not even escaped, goes. */
const escaped = (said: string): string =>
  said
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "")
    .replace(/[&<>"']/g, (sign) => signs[sign] ?? "");

/** Two decimals are finer than a pixel, and the same on every machine. */
const rounded = (value: number): string => String(Math.round(value * 100) / 100);
