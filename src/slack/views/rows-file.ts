import { type Incident, shortId } from "../../domain/incident.ts";
import { newIn } from "../../domain/query/first-seen.ts";
import type { Cell, Row } from "../../domain/query/query.ts";
import type { Run } from "../../domain/run.ts";
import type { KeptRows } from "./answer.ts";
import { clean } from "./foreign-text.ts";
import { shownCell } from "./shown-cell.ts";

/** All rows of a run as CSV, which people open in a spreadsheet. */
export function rowsFile(
  incident: Incident,
  run: Run,
  { columns, rows, evidence, firstSeen }: KeptRows,
): { name: string; title: string; content: string; comment: string } {
  // Which columns of a row hold something that was never seen of its principal before.
  const fresh = (row: Row): Cell[] =>
    firstSeen?.state === "compared" ? [newIn(firstSeen, row).join(" ")] : [];
  // The first of the records behind each row.
  const ids = (at: number): Cell[] => {
    const behind = evidence?.[at];
    return evidence ? [behind?.eventIds.join(" ") ?? null, behind?.requestIds.join(" ") ?? null] : [];
  };
  const content = [
    [
      ...columns,
      ...(firstSeen?.state === "compared" ? ["first seen"] : []),
      ...(evidence ? ["event ids", "request ids"] : []),
    ],
    ...rows.map((row, at) => [...columns.map((column) => row[column]), ...fresh(row), ...ids(at)]),
  ]
    .map((cells) => `${cells.map((cell, at) => csvCell(cell, at === 0)).join(",")}\r\n`)
    .join("");
  const name = `${shortId(incident)}-${run.stepId ?? "question"}-${run.id.slice(0, 8)}.csv`;
  const title = clean(`${shortId(incident)} · ${run.title}`).slice(0, 200);
  return { name, title, content, comment: `All ${rows.length} rows of this answer in ${shortId(incident)}` };
}

// Spreadsheets look past blanks and quotes, and some fold the full-width and small forms into the plain ones.
const formulaSigns = String.raw`[\s"]*[=+\-@＝＋－＠﹢﹣﹦﹫−]`;
const formula = new RegExp(`^${formulaSigns}`, "u");
/** Where a semicolon parts cells, as in much of Europe, a cell may begin in the middle of another. */
const formulaFurtherOn = new RegExp(`([;|])(?=${formulaSigns})`, "gu");

/** A cell that a spreadsheet would compute gets an apostrophe in front: intruders write cells too. */
function csvCell(cell: Cell | undefined, first: boolean): string {
  // Of a line that is read as one cell, the first number's sign would make a formula.
  if (typeof cell === "number") return first && cell < 0 ? `'${cell}` : String(cell);
  const text = clean(shownCell(cell)).replaceAll("\n", " ").replace(formulaFurtherOn, "$1'");
  const inert = formula.test(text) ? `'${text}` : text;
  return /[",;|]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
