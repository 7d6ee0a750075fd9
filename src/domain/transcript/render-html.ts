import type { TranscriptRecord } from "./document.ts";
import { definitions, turnHtml } from "./html-run.ts";
import { transcriptStyle, transcriptStyleHash } from "./html-style.ts";
import { element, html, sentenceHtml, value } from "./html-text.ts";
import { timelineHtml } from "./html-timeline.ts";
import { chainWords, recordHash } from "./integrity.ts";
import { inTurns } from "./rounds.ts";
import { alarmLines, type Layout, summaryIn, summaryOf } from "./summary.ts";

const policy = `default-src 'none'; style-src '${transcriptStyleHash}'; img-src data:; base-uri 'none'; form-action 'none'`;

/** The incident as one HTML file: no scripts, nothing loaded from anywhere, fit for print. */
export function renderHtml(record: TranscriptRecord, layout: Layout): string {
  const { incident, alarm, people, runs } = record;
  const standing = summaryOf(record, layout);
  const summary = summaryIn(record.timeline);
  const parts = [
    header(record),
    figures(record, layout),
    summary === undefined ? "" : section("Summary", element("p", value(summary), 'class="told"')),
    section(
      "How it stands",
      definitions(standing.filter(({ name }) => !["State", "Severity", "Summary", durations].includes(name))),
    ),
    findings(record),
    alarm === null ? "" : section("Alarm", definitions(alarmLines(record, layout))),
    section("Timeline", timelineHtml(record, layout)),
    people.length === 0
      ? ""
      : section(
          "People",
          element(
            "ul",
            people
              .map(({ id, name }) => element("li", `${value(name)} <code>${html(id, 60)}</code>`))
              .join(""),
            'class="plain"',
          ),
        ),
    runs.length === 0
      ? ""
      : section(
          "Questions and answers",
          inTurns(runs)
            .map((turn) => turnHtml(turn, layout))
            .join("\n"),
        ),
    section("Integrity", integrity(record)),
  ];
  const title = `${incident.name}: ${html(incident.title, 150)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${transcriptStyle}</style>
</head>
<body>
<main>
${parts.filter((part) => part !== "").join("\n")}
</main>
</body>
</html>
`;
}

const durations = "Time to acknowledge, to the first answer, to resolve";

const section = (title: string, content: string): string =>
  element("section", `${element("h2", title)}\n${content}`);

function header(record: TranscriptRecord): string {
  const { incident, threadTrouble } = record;
  const chip = (text: string, style: string) => element("span", html(text), `class="chip ${style}"`);
  const bad = incident.severity === "P1" || incident.severity === "P2" ? "s-alarm" : "s-picked";
  const state = { open: "s-alarm", acknowledged: "s-picked", resolved: "s-asked" }[incident.state];
  const { fault } = chainWords(record);
  return element(
    "header",
    [
      element("p", `Transcript of ${incident.name}`, 'class="small"'),
      element("h1", value(incident.title, 300)),
      element("p", chip(incident.severity, bad) + chip(incident.state, state)),
      fault === undefined ? "" : element("p", `The record does not hold: ${html(fault)}`, 'class="bad"'),
      threadTrouble === null
        ? ""
        : element("p", `Messages of the thread may be missing: ${html(threadTrouble)}`, 'class="bad"'),
    ].join("\n"),
  );
}

function figures(record: TranscriptRecord, layout: Layout): string {
  const took = summaryOf(record, layout).find(({ name }) => name === durations)?.say ?? [];
  const times = took
    .map((part) => ("author" in part ? part.author : ""))
    .join("")
    .split(", ");
  const { runs, people, messages } = record;
  const failed = runs.filter(({ state }) => state === "failed").length;
  const told: [string, string][] = [
    [times[0] ?? "–", "to acknowledge"],
    [times[1] ?? "–", "to the first answer"],
    [times[2] ?? "–", "to resolve"],
    [`${runs.length}`, failed > 0 ? `questions, ${failed} failed` : "questions"],
    [`${people.length}`, people.length === 1 ? "person" : "people"],
    [`${messages.length}`, messages.length === 1 ? "message" : "messages"],
  ];
  return element(
    "ul",
    told.map(([figure, of]) => element("li", `<b>${figure}</b> ${of}`)).join(""),
    'class="figures"',
  );
}

/** What was found comes before how: the first thing a lead wants to read. */
function findings({ runs }: TranscriptRecord): string {
  const replaced = new Set(
    runs.flatMap(({ again, state }) => (again && state === "done" ? again.previous : [])),
  );
  const all = runs.filter(({ id }) => !replaced.has(id)).flatMap((run) => run.findings);
  if (all.length === 0) return "";
  const items = all.map(({ level, say }) =>
    element("li", element("span", level, 'class="level"') + sentenceHtml(say), `class="${level}"`),
  );
  return section("What was found", element("ul", items.join("\n"), 'class="findings"'));
}

function integrity(record: TranscriptRecord): string {
  const { fault, words, thread } = chainWords(record);
  const last = record.timeline.at(-1)?.hash ?? "none";
  return [
    fault === undefined
      ? element("p", `${words} ${element("code", html(last))}.`)
      : element("p", `The record does not hold: ${html(fault)}`, 'class="bad"'),
    ...(thread
      ? [element("p", `${thread.words}${thread.hash ? ` ${element("code", html(thread.hash))}` : ""}.`)]
      : []),
    element("p", `SHA-256 of the record: ${element("code", recordHash(record))}.`),
    element(
      "p",
      `The JSON export has the same; ${element("code", "cairn transcript verify FILE")} checks it without Cairn's database.`,
      'class="small"',
    ),
  ].join("\n");
}
