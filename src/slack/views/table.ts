import type { TableBlock } from "@slack/types";
import type { Row } from "../../domain/query/query.ts";
import type { Block } from "./blocks.ts";
import { textLength } from "./fit-blocks.ts";
import { clip, oneLine } from "./foreign-text.ts";
import { shownCell } from "./shown-cell.ts";

export const rowsInMessage = 10;
const columnsInMessage = 10;
const tableText = 3_200;
const longestCell = 120;
const shortestCell = 12;

/** The first rows as Slack's own table, and how much of the answer that leaves out. */
export function table(
  columns: readonly string[],
  rows: readonly Row[],
  /** Columns of a row whose values are marked as new. */
  newIn: (row: Row) => readonly string[] = () => [],
): { blocks: Block[]; hiddenRows: number; hiddenColumns: number } {
  const shownColumns = columns.slice(0, columnsInMessage);
  const shownRows = rows.slice(0, rowsInMessage);
  const hidden = {
    hiddenRows: rows.length - shownRows.length,
    hiddenColumns: columns.length - shownColumns.length,
  };
  if (shownRows.length === 0 || shownColumns.length === 0) return { blocks: [], ...hidden };
  const block = (max: number): TableBlock => ({
    type: "table",
    rows: [
      shownColumns.map((column) => cell(column, max)),
      ...shownRows.map((row) => {
        const fresh = newIn(row);
        return shownColumns.map((column) => cell(shownCell(row[column]), max, fresh.includes(column)));
      }),
    ],
    column_settings: shownColumns.map((column) => ({
      align: shownRows.every((row) => typeof row[column] === "number") ? "right" : "left",
    })),
  });
  let max = longestCell;
  while (max > shortestCell && textLength(block(max)) > tableText) max = Math.floor(max * 0.75);
  return { blocks: [block(max)], ...hidden };
}

const cell = (text: string, max: number, isNew = false) => ({
  type: "raw_text" as const,
  text: (clip(oneLine(text.slice(0, 1_000)), max) || "–") + (isNew ? " · new" : ""),
});
