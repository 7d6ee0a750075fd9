import type { Alarm } from "./alarm/alarm.ts";
import type { AlarmStatus } from "./alarm/alarm-status.ts";
import { chainFault } from "./audit.ts";
import { describeAgain } from "./describe-again.ts";
import { describeEntry } from "./describe-entry.ts";
import type { Finding } from "./finding.ts";
import { type Incident, shortId } from "./incident.ts";
import { markdownBlock, markdownCell, markdownTable, markdownValue } from "./markdown.ts";
import { describeCompleteness } from "./query/completeness.ts";
import { describeFirstSeen } from "./query/describe-first-seen.ts";
import { describeQuery } from "./query/describe-query.ts";
import { type FirstSeen, newIn } from "./query/first-seen.ts";
import type { Cell, Row } from "./query/query.ts";
import type { RecordingFix } from "./recording/recorded.ts";
import { shortenKeys, visible } from "./redact.ts";
import { type ActorRef, actorName } from "./responder.ts";
import { type Run, targetsOf } from "./run.ts";
import type { Segment } from "./text.ts";
import type { TimelineEntry } from "./timeline.ts";
import { foldRounds, inTurns, roundsTable } from "./transcript-rounds.ts";

/** All that a transcript is made from; nothing else enters, so the same record gives the same bytes. */
export interface IncidentRecord {
  incident: Incident;
  alarms: readonly AlarmStatus[];
  timeline: readonly TimelineEntry[];
  runs: readonly (Run & { columns: string[]; rows: Row[]; firstSeen?: FirstSeen })[];
}

/** The incident as one Markdown document: who did what when (UTC), what was asked, what came back. */
export function renderTranscript({ incident, alarms, timeline, runs }: IncidentRecord): string {
  const parts = [
    `# ${shortId(incident)}: ${markdownValue(incident.title)}`,
    summary(incident),
    ...(incident.alarm ? ["## Alarm", alarmLines(incident.alarm, alarms)] : []),
    "## Timeline",
    markdownTable(
      ["UTC", "who", "what"],
      foldRounds(timeline).map(({ entry, more, last }) => [
        utc(entry.at),
        who(entry.actor),
        sentence(describeEntry(entry)) +
          (more > 0
            ? ` The same in ${more} more ${more === 1 ? "round" : "rounds"} until ${utc(last.at)}.`
            : ""),
      ]),
    ),
    ...(runs.length > 0 ? ["## Questions and answers"] : []),
    ...inTurns(runs).flatMap((turn) =>
      "run" in turn ? [renderRun(turn.run, incident)] : renderRounds(turn.rounds, turn.inFull, incident),
    ),
    "## Integrity",
    integrity(timeline),
  ];
  // Once more over the whole: a key may stand in a title or an error too.
  return shortenKeys(`${parts.join("\n\n")}\n`);
}

function summary(incident: Incident): string {
  const moment = (at: Date | null, by: ActorRef | null) =>
    at === null ? "–" : utc(at) + (by === null ? "" : ` by ${who(by)}`);
  const facts: [string, string][] = [
    ["State", incident.state],
    ["Severity", incident.severity],
    ["Commander", incident.commander ? person(incident.commander) : "–"],
    ["Opened", moment(incident.openedAt, incident.openedBy)],
    ["Acknowledged", moment(incident.acknowledgedAt, incident.acknowledgedBy)],
    ["Resolved", moment(incident.resolvedAt, null)],
    ["Resolution", incident.resolution === null ? "–" : markdownValue(incident.resolution, 3_000)],
    ["Runbook", incident.runbook ? `${incident.runbook.id} at ${incident.runbook.hash.slice(0, 12)}` : "–"],
  ];
  return facts.map(([name, value]) => `- ${name}: ${value}`).join("\n");
}

function alarmLines(alarm: Alarm, alarms: readonly AlarmStatus[]): string {
  const lines = [
    `- Name: ${markdownValue(alarm.name)}`,
    `- ARN: ${markdownValue(alarm.arn)}`,
    `- Account and Region: ${markdownValue(alarm.account)}, ${markdownValue(alarm.region)}`,
    `- Reason: ${markdownValue(alarm.reason, 1_000)}`,
    ...Object.entries(alarm.contributor?.attributes ?? {}).map(
      ([name, value]) => `- Contributor ${markdownValue(name)}: ${markdownValue(shortenKeys(value))}`,
    ),
    ...alarms.map(
      (each) =>
        `- Last known state of ${markdownValue(each.name)}: ${each.state} at ${utc(each.at)}, ${each.count} times in ALARM`,
    ),
  ];
  return lines.join("\n");
}

function renderRounds(
  rounds: IncidentRecord["runs"],
  inFull: IncidentRecord["runs"],
  incident: Incident,
): string[] {
  const [first] = rounds;
  if (first === undefined) return [];
  const title = `### ${markdownValue(first.title)} (${rounds.length} ${rounds.length === 1 ? "round" : "rounds"})`;
  return [title, roundsTable(rounds, utc), ...inFull.map((run) => renderRun(run, incident))];
}

function renderRun(run: IncidentRecord["runs"][number], { state }: Pick<Incident, "state">): string {
  const rows = run.rows.map((row) => {
    const fresh = newIn(run.firstSeen, row);
    return run.columns.map((column) => cell(row[column]) + (fresh.includes(column) ? " · new" : ""));
  });
  const parts = [
    `### ${markdownValue(run.title)}${run.round ? `, round ${run.round.number}` : ""}`,
    [
      `- Asked by ${who(run.requestedBy)} at ${utc(run.requestedAt)}; ${run.state}${run.endedAt ? ` at ${utc(run.endedAt)}` : ""}`,
      ...targetsOf(run).map(
        ({ account, regions }) =>
          `- Account ${markdownValue(account)}, Regions ${regions.map((region) => markdownValue(region)).join(", ")}`,
      ),
      `- Window: ${utc(run.window.from)} to ${utc(run.window.to)}`,
      ...(run.plan ? [`- Engine: ${run.plan.engine}`] : []),
      ...describeAgain(run, { resolved: state === "resolved" }).map((said) => `- ${sentence(said)}`),
      ...(run.error === null ? [] : [`- Error: ${markdownValue(run.error, 1_000)}`]),
      ...run.findings.map(
        (finding) => `- Finding (${finding.level}): ${sentence(finding.say)}${evidenceOf(finding)}`,
      ),
      ...(run.firstSeen ? describeFirstSeen(run.firstSeen).map((said) => `- ${sentence(said)}`) : []),
      ...(run.completeness
        ? describeCompleteness(run.completeness, { asksItself: Boolean(run.asksAgainAt) }).map(
            (line) => `- ${markdownValue(shortenKeys(line), 1_000)}`,
          )
        : []),
      ...(run.completeness?.recorded?.fix ?? []).map(mending),
    ].join("\n"),
    markdownBlock(describeQuery(run.query).map(shortenKeys)),
    ...(rows.length > 0
      ? [
          markdownTable(
            run.columns.map((column) => markdownCell(column)),
            rows,
          ),
        ]
      : []),
    ...(run.rowsHash === null
      ? []
      : [`${run.rowCount} ${run.rowCount === 1 ? "row" : "rows"}, SHA-256 \`${run.rowsHash}\``]),
  ];
  return parts.join("\n\n");
}

/** The records behind a finding, by which anybody finds them again. */
function evidenceOf({ eventIds, requestIds = [] }: Finding): string {
  const named = [["events", eventIds] as const, ["requests", requestIds] as const].flatMap(([name, ids]) =>
    ids.length === 0 ? [] : [`${name} ${listed(ids)}`],
  );
  return named.length === 0 ? "" : ` Behind it: ${named.join("; ")}.`;
}

const idsShown = 5;

function listed(ids: readonly string[]): string {
  const shown = ids.slice(0, idsShown).map((id) => markdownValue(id, 130));
  const more = ids.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

const mending = ({ say, command }: RecordingFix): string =>
  `- To mend it: ${markdownValue(say, 300)}${command === undefined ? "" : `: ${markdownValue(command, 1_000)}`}`;

function integrity(timeline: readonly TimelineEntry[]): string {
  const fault = chainFault(timeline);
  if (fault !== undefined) return `**The record does not hold: ${fault}**`;
  return `${timeline.length} entries, chained; the last hash is \`${timeline.at(-1)?.hash ?? "none"}\`.`;
}

const utc = (at: Date): string => `${at.toISOString().slice(0, 19).replace("T", " ")}Z`;
const person = ({ id, name }: { id: string; name: string }): string => `${markdownCell(name)} (${id})`;
const who = (actor: ActorRef): string => (actor.kind === "system" ? actorName(actor) : person(actor));
const cell = (value: Cell | undefined): string =>
  value === null || value === undefined ? "–" : markdownCell(shortenKeys(String(value)));

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
    // An emoji's name is looked for when backslashes are gone.
    .replaceAll(/:(?=[a-z0-9_+-]+:)/g, "∶")
    .replaceAll(activeMarkdown, "\\$&");

const activeMarkdown = /[\\<>[\]|*~!#&@]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=\/\/)|(?<=www)\./giu;
