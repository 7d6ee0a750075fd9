import { type Incident, shortId } from "../../domain/incident.ts";
import type { Cell } from "../../domain/query/query.ts";
import type { Run } from "../../domain/run.ts";
import type { KeptRows } from "./answer.ts";
import { clean } from "./foreign-text.ts";
import { shownCell } from "./shown-cell.ts";

/** All rows of a run as CSV, which people open in a spreadsheet. */
export function rowsFile(
  incident: Incident,
  run: Run,
  { columns, rows }: KeptRows,
): { name: string; title: string; content: string; comment: string } {
  const content = [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((cells) => `${cells.map(csvCell).join(",")}\r\n`)
    .join("");
  const name = `${shortId(incident)}-${run.stepId ?? "question"}-${run.id.slice(0, 8)}.csv`;
  const title = clean(`${shortId(incident)} · ${run.title}`).slice(0, 200);
  return { name, title, content, comment: `All ${rows.length} rows of this answer in ${shortId(incident)}` };
}

/** A cell that a spreadsheet would compute gets an apostrophe in front: intruders write cells too. */
function csvCell(cell: Cell | undefined): string {
  const text = clean(shownCell(cell));
  const inert = typeof cell === "string" && /^\s*[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
