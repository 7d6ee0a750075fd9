import { visible } from "./visible.ts";

/** A value from outside as a code span: nothing in it acts, whatever backticks it holds. */
export function markdownValue(text: string, max = 500): string {
  const shown = visible(text, max).replaceAll(/\s+/g, " ").trim();
  if (shown === "") return "–";
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = shown.startsWith("`") || shown.endsWith("`") ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/**
 * The same inside a table, where a bar would end the cell even in a code span. Backslashes before it are doubled:
 * else they would pair up with ours, and the bar would end the cell after all.
 */
export const markdownCell = (text: string, max = 200): string =>
  markdownValue(text, max).replaceAll(/(\\*)\|/g, "$1$1\\|");

/** A table of values from outside. Headings are ours. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(headings), line(headings.map(() => "---")), ...rows.map((row) => line(row))].join("\n");
}

/** A block of values from outside, fenced so that no line in it can end the block. */
export function markdownBlock(lines: readonly string[]): string {
  const text = lines.map((line) => visible(line, 2_000)).join("\n");
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}
