import type { Incident } from "../../domain/incident/incident.ts";
import type { Row } from "../../domain/query/query.ts";
import { chainFault } from "../../domain/timeline/audit.ts";
import type { Reads } from "../../flows/ports.ts";
import type { Scenario } from "../../sandbox/scenarios/scenario.ts";
import type { StepAnswer } from "../../sandbox/scenarios/scenario-answer.ts";
import type { Workspace } from "../../sandbox/slack/index.ts";

interface Played {
  store: Reads;
  scenario: Scenario;
  workspace: Workspace;
}

/** What the record and the workspace lack of the story's known answer; empty when all of it was found. */
export async function checkStory(
  { store, scenario, workspace }: Played,
  transcript: string,
): Promise<string[]> {
  const { answer } = scenario;
  // Several alarms of a story may open an incident with the same runbook; one of them is walked.
  const candidates = (await store.incidents({})).filter((each) => each.runbook?.id === answer.runbook);
  const incident = candidates.find((each) => each.state === "resolved") ?? candidates[0];
  if (incident === undefined) return [`No incident has the runbook ${answer.runbook}.`];
  return [
    ...differs("state", incident.state, "resolved"),
    ...differs("severity", incident.severity, answer.severity),
    ...differs("chain", chainFault(await store.timeline(incident.id)), undefined),
    ...(await stepDifferences(store, incident, answer.steps[answer.runbook] ?? {})),
    ...leaks(scenario, workspace, transcript),
    ...workspace.report().refused.map(({ method, error }) => `The workspace refused ${method}: ${error}.`),
  ];
}

async function stepDifferences(
  store: Reads,
  incident: Incident,
  steps: Record<string, StepAnswer>,
): Promise<string[]> {
  const runs = await store.runs(incident.id);
  const differences: string[] = [];
  for (const [stepId, wanted] of Object.entries(steps)) {
    const run = runs.findLast((each) => each.stepId === stepId && each.state === "done");
    const kept = run && (await store.rows(run.id));
    if (run === undefined || kept === undefined) {
      differences.push(`${stepId}: was not answered. ${wanted.finds}`);
      continue;
    }
    const found = { matched: run.completeness?.matched, rows: kept.rows, columns: kept.columns };
    differences.push(...answerDifferences(found, wanted).map((each) => `${stepId}: ${each}`));
  }
  return differences;
}

/** Only what the step's columns can show is compared. */
export function answerDifferences(
  { matched, rows, columns }: { matched: number | undefined; rows: Row[]; columns: string[] },
  wanted: StepAnswer,
): string[] {
  const shows = (column: string) => columns.includes(column);
  const differences: string[] = [];
  if (wanted.matched !== undefined) differences.push(...differs("records", matched, wanted.matched));
  if (wanted.eventIds && shows("eventID"))
    differences.push(...differs("events", sortedValues(rows, "eventID"), [...wanted.eventIds].sort()));
  for (const [column, counts] of Object.entries(wanted.counts ?? {}))
    if (shows(column)) differences.push(...differs(column, sorted(countsOf(rows, column)), sorted(counts)));
  for (const [column, top] of Object.entries(wanted.top ?? {}))
    if (shows(column))
      differences.push(...differs(column, highest(countsOf(rows, column), top), sorted(top)));
  for (const [column, values] of Object.entries(wanted.values ?? {}))
    if (shows(column)) differences.push(...differs(column, sortedValues(rows, column), [...values].sort()));
  if (wanted.sums) {
    const { of, by, values } = wanted.sums;
    const column = `sum(${of})`;
    if (shows(column) && shows(by))
      differences.push(...differs(column, sorted(totals(rows, by, column)), sorted(values)));
  }
  return differences;
}

const countsOf = (rows: Row[], column: string) => totals(rows, column, "count");

/** A plain row counts once. */
function totals(rows: Row[], by: string, column: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const row of rows) {
    const value = row[by];
    if (value === null || value === undefined) continue;
    found[String(value)] = (found[String(value)] ?? 0) + (column in row ? Number(row[column]) : 1);
  }
  return found;
}

/** As many of the highest counts as `wanted` has. */
const highest = (counts: Record<string, number>, wanted: Record<string, number>) =>
  sorted(
    Object.fromEntries(
      Object.entries(counts)
        .sort(([, a], [, b]) => b - a)
        .slice(0, Object.keys(wanted).length),
    ),
  );

const sortedValues = (rows: Row[], column: string): string[] =>
  [...new Set(rows.flatMap((row) => row[column] ?? []).map(String))].sort();

const sorted = (counts: Record<string, number>) =>
  Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));

function leaks({ answer }: Scenario, workspace: Workspace, transcript: string): string[] {
  const shown = transcript + JSON.stringify(workspace.report().messages);
  return answer.secrets.some((secret) => shown.includes(secret)) ? ["A secret was shown."] : [];
}

function differs(what: string, found: unknown, wanted: unknown): string[] {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  return a === b ? [] : [`${what}: found ${a}, wanted ${b}`];
}
