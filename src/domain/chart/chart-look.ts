import type { ChartLook } from "./chart.ts";
import { type Tag, tag } from "./svg.ts";

// Threads and phones show it about 350 pixels wide: words must be read there too.
export const chartWidth = 520;
export const [panelLeft, panelRight] = [16, 508];

/** One of the pictures of a chart; they stand under each other. */
export interface Panel {
  tags: Tag[];
  bottom: number;
}

export const chartInk = {
  ground: "#fbfbfa",
  words: "#1d1c1d",
  quiet: "#55595e",
  grid: "#dcdedf",
  warning: "#8a4300",
} as const;

export interface Fill {
  colour: string;
  pattern?: string;
}

// Okabe and Ito's colours are told apart by colour-blind people too; what went wrong is hatched besides.
export const fills: Record<ChartLook, Fill> = {
  ok: { colour: "#0072b2" },
  error: { colour: "#d55e00", pattern: "cairn-hatch" },
  one: { colour: "#0072b2" },
  two: { colour: "#e69f00" },
  three: { colour: "#009e73" },
  four: { colour: "#cc79a7" },
  rest: { colour: "#8d9196" },
};

export const patterns = (): Tag =>
  tag(
    "defs",
    {},
    tag(
      "pattern",
      { id: "cairn-hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse" },
      tag("path", { d: "M-2 2l4 -4M0 8l8 -8M6 10l4 -4", stroke: "#ffffff", "stroke-width": 1 }),
    ),
  );
