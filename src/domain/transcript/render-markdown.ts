import { markdownBlock, markdownCell, markdownTable, markdownValue } from "../text/markdown.ts";
import { shortenKeys } from "../text/redact.ts";
import type { Segment } from "../text/text.ts";
import { visible } from "../text/visible.ts";
import type { TranscriptRecord, TranscriptRun } from "./document.ts";
import { chainWords, recordHash } from "./integrity.ts";
import { momentsOf } from "./moments.ts";
import { inTurns } from "./rounds.ts";
import { findingSays, rowsCounted, rowsLeftOut, rowsShown, runLines } from "./run-lines.ts";
import { alarmLines, type Layout, type Line, summaryOf, whoSays } from "./summary.ts";
import { localWords, sinceWords, utcWords } from "./times.ts";

/** The incident as one Markdown document: who did what when, what was asked, what came back. */
export function renderMarkdown(record: TranscriptRecord, layout: Layout): string {
  const { incident, alarm, runs, people, threadTrouble } = record;
  const parts = [
    `# ${incident.name}: ${markdownValue(incident.title)}`,
    list(summaryOf(record, layout)),
    ...(alarm === null ? [] : ["## Alarm", list(alarmLines(record, layout))]),
    ...(people.length === 0
      ? []
      : ["## People", people.map(({ id, name }) => `- ${markdownValue(name)} (${code(id)})`).join("\n")]),
    "## Timeline",
    timeline(record, layout),
    ...(threadTrouble === null
      ? []
      : [`Messages of the thread may be missing: ${markdownValue(threadTrouble)}`]),
    ...(runs.length > 0 ? ["## Questions and answers"] : []),
    ...inTurns(runs).flatMap((turn) =>
      "run" in turn ? [renderRun(turn.run, layout)] : renderRounds(turn.rounds, turn.inFull, layout),
    ),
    "## Integrity",
    integrity(record),
  ];
  // Once more over the whole: a key may stand in a title or an error too.
  return shortenKeys(`${parts.join("\n\n")}\n`);
}

function timeline(record: TranscriptRecord, { zone }: Layout): string {
  const local = zone !== "UTC";
  const { startedAt } = record.incident;
  return markdownTable(
    ["UTC", ...(local ? [zone.replaceAll("_", "\\_")] : []), "since start", "stream", "who", "what"],
    momentsOf(record).map(({ at, stream, who, say, seq, supersededBy }) => [
      utcWords(at),
      ...(local ? [localWords(at, zone)] : []),
      sinceWords(at, startedAt),
      stream,
      who === null ? "–" : sentence(whoSays(who)),
      sentence(say) +
        (seq === null
          ? ""
          : ` (entry ${seq}${supersededBy === null ? "" : `, corrected by entry ${supersededBy}`})`),
    ]),
  );
}

const list = (lines: readonly Line[]): string =>
  lines.map(({ name, say }) => `- ${name === "" ? "" : `${name}: `}${sentence(say)}`).join("\n");

function renderRounds(rounds: TranscriptRun[], inFull: TranscriptRun[], layout: Layout): string[] {
  const [first] = rounds;
  if (first === undefined) return [];
  const title = `### ${markdownValue(first.title)} (${rounds.length} ${rounds.length === 1 ? "round" : "rounds"})`;
  const table = markdownTable(
    ["round", "asked", "outcome", "rows", "records", "held", "SHA-256 of the rows"],
    rounds.map(({ requestedAt, state, rowCount, matched, held, rowsHash }, at) => [
      String(at + 1),
      utcWords(requestedAt),
      state,
      rowCount === null ? "–" : String(rowCount),
      matched === null ? "–" : String(matched),
      held === null ? "–" : held ? "yes" : "no",
      rowsHash ? `\`${rowsHash}\`` : "–",
    ]),
  );
  return [title, table, ...inFull.map((run) => renderRun(run, layout))];
}

function renderRun(run: TranscriptRun, layout: Layout): string {
  const rows = run.rows.slice(0, rowsShown).map((row, at) =>
    run.columns.map((column) => {
      const fresh = run.fresh?.[at]?.includes(column) ? " · new" : "";
      const cell = row[column];
      return (cell === null || cell === undefined ? "–" : markdownCell(shortenKeys(String(cell)))) + fresh;
    }),
  );
  const left = rowsLeftOut(run);
  const findings = run.findings.map((finding) => ({
    name: `Finding (${finding.level})`,
    say: findingSays(finding),
  }));
  const parts = [
    `### ${markdownValue(run.title)}${run.round === null ? "" : `, round ${run.round}`}`,
    list([...findings, ...runLines(run, layout)]),
    markdownBlock(run.question.map(shortenKeys)),
    ...(rows.length > 0
      ? [
          markdownTable(
            run.columns.map((column) => markdownCell(column)),
            rows,
          ),
        ]
      : []),
    ...(left === undefined ? [] : [left]),
    ...(run.rowsHash === null ? [] : [`${rowsCounted(run)}, SHA-256 \`${run.rowsHash}\``]),
  ];
  return parts.join("\n\n");
}

function integrity(record: TranscriptRecord): string {
  const { fault, words, thread } = chainWords(record);
  return [
    fault === undefined
      ? `${words} \`${record.timeline.at(-1)?.hash ?? "none"}\`.`
      : `**The record does not hold: ${fault}**`,
    ...(thread ? [`${thread.words}${thread.hash ? ` \`${thread.hash}\`` : ""}.`] : []),
    `SHA-256 of the record: \`${recordHash(record)}\`. The JSON export has the same; \`cairn transcript verify\` checks it without Cairn's database.`,
  ].join("\n\n");
}

const code = (id: string): string => visible(id, 40).replaceAll(/[^\w.-]/g, "?");

const sentence = (segments: readonly Segment[]): string =>
  segments
    .map((part) =>
      "author" in part ? authorsWords(part.author) : markdownCell(shortenKeys(part.inserted), 3_000),
    )
    .join("");

/** A value is a code span of its own: an author's backtick beside it would pair up with one inside it. */
const authorsWords = (text: string): string =>
  visible(text, 2_000)
    .replaceAll(/`|\*\*/g, "")
    // An emoji's name is looked for when backslashes are gone; a clock's minutes are none.
    .replaceAll(/:(?!\d\d:)(?=[a-z0-9_+-]+:)/g, "∶")
    .replaceAll(activeMarkdown, "\\$&");

const activeMarkdown = /[\\<>[\]|*~!#&@]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=\/\/)|(?<=www)\./giu;
