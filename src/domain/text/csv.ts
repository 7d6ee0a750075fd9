import { shortenKeys } from "./redact.ts";
import { visible } from "./visible.ts";

// Spreadsheets look past blanks and quotes, and some fold the full-width and small forms into the plain ones.
const formulaSigns = String.raw`[\s"]*[=+\-@＝＋－＠﹢﹣﹦﹫−]`;
const formula = new RegExp(`^${formulaSigns}`, "u");
/** Where a semicolon parts cells, as in much of Europe, a cell may begin in the middle of another. */
const formulaFurtherOn = new RegExp(`([;|])(?=${formulaSigns})`, "gu");

const longest = 20_000;

export type CsvCell = string | number | boolean | null | undefined;

/**
 * A cell that a spreadsheet would compute gets an apostrophe in front: intruders write cells too. One line, with access
 * key ids shortened.
 */
export function csvCell(cell: CsvCell, first: boolean): string {
  // Of a line that is read as one cell, the first number's sign would make a formula.
  if (typeof cell === "number") return first && cell < 0 ? `'${cell}` : String(cell);
  const raw = cell === null || cell === undefined ? "" : String(cell);
  const text = shortenKeys(visible(raw, longest)).replace(formulaFurtherOn, "$1'");
  const inert = formula.test(text) ? `'${text}` : text;
  return /[",;|]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

export const csvLine = (cells: readonly CsvCell[]): string =>
  `${cells.map((cell, at) => csvCell(cell, at === 0)).join(",")}\r\n`;
