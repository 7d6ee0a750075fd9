import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import type { DrawPicture } from "../flows/ports.ts";

const resolve = createRequire(import.meta.url).resolve;

// Fonts come with us: a machine may have none, or others.
const fontFiles = ["DejaVuSans", "DejaVuSans-Bold"].map((name) =>
  resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`),
);
const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: "DejaVu Sans" };

/** Pixels to each unit of the drawing: sharp on the screens that people have. */
const zoom = 2;

/** Draws an SVG of ours as PNG. The library would open files that an image names: ours have none. */
export const drawPng: DrawPicture = (svg) => {
  if (/<[^>]*\b(?:image|feimage|use)\b/i.test(svg)) throw new RangeError("A chart holds no images.");
  return new Resvg(svg, { font, fitTo: { mode: "zoom", value: zoom } }).render().asPng();
};
