import { shortenKeys } from "../text/redact.ts";
import type { TranscriptRun } from "./document.ts";
import { chartHtml } from "./html-chart.ts";
import { element, html, sentenceHtml, value } from "./html-text.ts";
import type { Turn } from "./rounds.ts";
import { findingSays, rowsCounted, rowsLeftOut, rowsShown, runLines } from "./run-lines.ts";
import type { Layout, Line } from "./summary.ts";
import { utcWords } from "./times.ts";

export const definitions = (lines: readonly Line[]): string =>
  element(
    "dl",
    lines
      .map(({ name, say }) => element("dt", html(name || "Note")) + element("dd", sentenceHtml(say)))
      .join(""),
  );

export function turnHtml(turn: Turn, layout: Layout): string {
  if ("run" in turn) return runHtml(turn.run, layout);
  const [first] = turn.rounds;
  if (first === undefined) return "";
  const rounds = turn.rounds.map(({ requestedAt, state, rowCount, matched, held, rowsHash }, at) => [
    String(at + 1),
    utcWords(requestedAt),
    html(state),
    rowCount === null ? "–" : String(rowCount),
    matched === null ? "–" : String(matched),
    held === null ? "–" : held ? "yes" : "no",
    rowsHash === null ? "–" : element("code", rowsHash.slice(0, 16)),
  ]);
  const table = tableHtml(
    `Rounds of ${html(first.title)}`,
    ["round", "asked (UTC)", "outcome", "rows", "records", "held", "rows' SHA-256 begins"],
    rounds,
  );
  const title = element("h3", `${value(first.title)} (${turn.rounds.length} rounds)`);
  return (
    element("section", title + table, 'class="card"') +
    turn.inFull.map((run) => runHtml(run, layout)).join("")
  );
}

function runHtml(run: TranscriptRun, layout: Layout): string {
  const cells = run.rows
    .slice(0, rowsShown)
    .map((row, at) =>
      run.columns.map((column) => cellHtml(row[column]) + (run.fresh?.[at]?.includes(column) ? newMark : "")),
    );
  const left = rowsLeftOut(run);
  const findings = run.findings.map((finding) =>
    element(
      "li",
      element("span", finding.level, 'class="level"') + sentenceHtml(findingSays(finding)),
      `class="${finding.level}"`,
    ),
  );
  const lines = runLines(run, layout);
  const remarks = lines.filter(({ name }) => name === "");
  return element(
    "section",
    [
      element("h3", `${value(run.title)}${run.round === null ? "" : `, round ${run.round}`}`),
      findings.length > 0 ? element("ul", findings.join(""), 'class="findings"') : "",
      definitions(lines.filter(({ name }) => name !== "")),
      remarks.length > 0
        ? element(
            "ul",
            remarks.map(({ say }) => element("li", sentenceHtml(say))).join(""),
            'class="plain small told"',
          )
        : "",
      chartHtml(run),
      element("pre", run.question.map((each) => html(shortenKeys(each))).join("\n")),
      cells.length > 0
        ? tableHtml(
            `Rows of ${html(run.title)}`,
            run.columns.map((each) => html(each)),
            cells,
          )
        : "",
      left === undefined ? "" : element("p", left, 'class="small"'),
      run.rowsHash === null
        ? ""
        : element("p", `${rowsCounted(run)}, SHA-256 ${element("code", run.rowsHash)}`, 'class="small"'),
    ].join("\n"),
    'class="card"',
  );
}

const newMark = ' <strong class="s-picked">new</strong>';

const cellHtml = (cell: unknown): string =>
  cell === null || cell === undefined ? "–" : value(String(cell), 500);

/** A wide table is scrolled on its own, by keys too. */
const tableHtml = (label: string, columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  element(
    "div",
    element(
      "table",
      element("thead", element("tr", columns.map((each) => element("th", each, 'scope="col"')).join(""))) +
        element(
          "tbody",
          rows.map((row) => element("tr", row.map((each) => element("td", each)).join(""))).join("\n"),
        ),
      'class="rows"',
    ),
    `class="scroll" tabindex="0" role="region" aria-label="${label}"`,
  );
