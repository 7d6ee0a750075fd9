import type { Answer, Cell, Row } from "../../domain/query/query.ts";
import { plainText } from "../../domain/text/text.ts";
import type { ExpectedStep } from "./runbook-test-file.ts";
import type { StepAnswer } from "./runbook-test-stage.ts";
import type { WalkedStep } from "./walk-runbook.ts";

/** What a step brought against what the case says, one line for each difference. */
export function stepDifferences(walked: WalkedStep | undefined, expected: ExpectedStep): string[] {
  if (!walked) return ["was not reached."];
  const { rows, some, findings, event } = expected;
  const said = walked.rendered?.kind === "act" ? walked.rendered.detail : undefined;
  return [
    ...(event === undefined || sameJson(said, event)
      ? []
      : [`event: expected ${shown(event)}, found ${shown(said)}`]),
    ...(rows === undefined ? [] : rowDifferences(walked.answer?.rows ?? [], rows)),
    ...(some ?? []).flatMap((part) =>
      (walked.answer?.rows ?? []).some((row) => fits(row, part))
        ? []
        : [`no row has ${shown(part)}; there is ${shownRows(walked.answer?.rows ?? [])}`],
    ),
    ...(findings === undefined ? [] : findingDifferences(walked, findings)),
    ...(walked.remark?.startsWith("Not asked") ? [walked.remark] : []),
  ];
}

function rowDifferences(rows: readonly Row[], expected: number | readonly Row[]): string[] {
  if (typeof expected === "number")
    return rows.length === expected
      ? []
      : [`expected ${expected} rows, found ${rows.length}: ${shownRows(rows)}`];
  const wrong = expected.flatMap((part, at) => {
    const row = rows[at];
    return row && fits(row, part)
      ? []
      : [`row ${at + 1}: expected ${shown(part)}, found ${row ? shown(only(row, part)) : "none"}`];
  });
  return rows.length === expected.length
    ? wrong
    : [`expected ${expected.length} rows, found ${rows.length}: ${shownRows(rows)}`, ...wrong];
}

function findingDifferences(walked: WalkedStep, expected: NonNullable<ExpectedStep["findings"]>): string[] {
  const wanted = expected.flatMap((each) => Object.entries(each)).map(([level, say]) => `${level}: ${say}`);
  const found = walked.findings.map(({ level, say }) => `${level}: ${plainText(say)}`);
  const same = wanted.length === found.length && wanted.every((text, at) => says(found[at] ?? "", text));
  if (same) return [];
  return [`expected findings\n${listed(wanted)}\n  found\n${listed(found)}`];
}

/** What the story knows must be found, as far as the step's columns show it. */
export function answerDifferences(answer: Answer | undefined, known: StepAnswer): string[] {
  if (!answer) return [`was not asked, but the story has an answer: ${known.finds}`];
  const { rows, columns, completeness } = answer;
  const differences: string[] = [];
  const expect = (what: string, found: unknown, wanted: unknown): void => {
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      differences.push(
        `the story says: ${known.finds} ${what}: expected ${shown(wanted)}, found ${shown(found)}`,
      );
  };
  if (known.matched !== undefined) expect("matched", completeness.matched, known.matched);
  if (known.eventIds && columns.includes("eventID"))
    expect("events", rows.map((row) => row.eventID).sort(), known.eventIds.toSorted());
  for (const [column, counts] of Object.entries(known.counts ?? {}))
    if (columns.includes(column))
      expect(`count by ${column}`, inOrder(countsOf(rows, column)), inOrder(counts));
  for (const [column, values] of Object.entries(known.values ?? {}))
    if (columns.includes(column)) expect(column, Object.keys(countsOf(rows, column)).sort(), values);
  return differences;
}

function countsOf(rows: readonly Row[], column: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const cell = row[column];
    if (cell === null || cell === undefined) continue;
    counts[String(cell)] = (counts[String(cell)] ?? 0) + (typeof row.count === "number" ? row.count : 1);
  }
  return counts;
}

const inOrder = (counts: Record<string, number>): [string, number][] =>
  Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));

const sameJson = (found: unknown, wanted: unknown): boolean =>
  JSON.stringify(found) === JSON.stringify(wanted);

const fits = (row: Row, part: Row): boolean =>
  Object.entries(part).every(([column, cell]) => sameCell(row[column] ?? null, cell));

const sameCell = (found: Cell, wanted: Cell): boolean =>
  typeof wanted === "string" && typeof found === "string" ? says(found, wanted) : found === wanted;

const only = (row: Row, { ...part }: Row): Row =>
  Object.fromEntries(Object.keys(part).map((column) => [column, row[column] ?? null]));

/** A star in what is wanted stands for anything. */
export function says(found: string, wanted: string): boolean {
  const [first = "", ...pieces] = wanted.split("*");
  if (!found.startsWith(first)) return false;
  if (pieces.length === 0) return found === wanted;
  const last = pieces.pop() ?? "";
  let at = first.length;
  for (const piece of pieces) {
    const next = found.indexOf(piece, at);
    if (next === -1) return false;
    at = next + piece.length;
  }
  return found.length - last.length >= at && found.endsWith(last);
}

const longest = 700;
export const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
};

const shownRows = (rows: readonly Row[]): string =>
  rows.length === 0 ? "none" : `\n${listed(rows.slice(0, 6).map(shown))}`;

const listed = (lines: readonly string[]): string => lines.map((line) => `    ${line}`).join("\n");
