import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { newIn } from "../../domain/query/first-seen.ts";
import type { Cell, Row } from "../../domain/query/query.ts";
import type { Run } from "../../domain/run/run.ts";
import { csvLine } from "../../domain/text/csv.ts";
import type { KeptRows } from "./answer.ts";
import { clean } from "./foreign-text.ts";

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
    .map(csvLine)
    .join("");
  const name = `${shortId(incident)}-${run.stepId ?? "question"}-${run.id.slice(0, 8)}.csv`;
  const title = clean(`${shortId(incident)} · ${run.title}`).slice(0, 200);
  return { name, title, content, comment: `All ${rows.length} rows of this answer in ${shortId(incident)}` };
}
