import type { Row } from "../domain/query/query.ts";
import { shortenKeys } from "../domain/text/redact.ts";
import { visible } from "../domain/text/visible.ts";

const widestCell = 80;

/** Rows as aligned text. What a record holds cannot reach the terminal as an escape sequence. */
export function renderTable(columns: readonly string[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => shown(row[column])));
  const widths = columns.map((column, at) =>
    Math.max(column.length, ...cells.map((line) => [...(line[at] ?? "")].length)),
  );
  const isNumber = columns.map((column) => rows.every((row) => typeof row[column] === "number"));
  const lineOf = (line: readonly string[]) =>
    line
      .map((cell, at) => pad(cell, widths[at] ?? 0, isNumber[at] ?? false))
      .join("  ")
      .trimEnd();
  return [lineOf(columns), lineOf(widths.map((width) => "─".repeat(width))), ...cells.map(lineOf)].join("\n");
}

function shown(cell: Row[string] | undefined): string {
  return cell === null || cell === undefined ? "–" : visible(shortenKeys(String(cell)), widestCell);
}

function pad(cell: string, width: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, width - [...cell].length));
  return right ? space + cell : cell + space;
}
