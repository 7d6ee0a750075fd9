import { formatDuration } from "../duration.ts";
import type { Point, WindowExpression } from "./window.ts";

/** A window as its author wrote it, more or less. */
export function windowWords(window: WindowExpression): string {
  if ("fact" in window) return window.fact;
  return `${pointWords(window.from)} until ${pointWords(window.to)}`;
}

function pointWords({ anchor, offsetSeconds }: Point): string {
  const at = anchor === "now" ? "now" : "at" in anchor ? anchor.at.toISOString() : anchor.fact;
  if (offsetSeconds === 0) return at;
  return `${formatDuration(Math.abs(offsetSeconds))} ${offsetSeconds < 0 ? "before" : "after"} ${at}`;
}
