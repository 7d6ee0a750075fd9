import { chartOfRun } from "../chart/chart-of-run.ts";
import type { Incident } from "../incident/incident.ts";
import { describeCompleteness } from "../query/completeness.ts";
import { describeFirstSeen } from "../query/describe-first-seen.ts";
import { describeQuery } from "../query/describe-query.ts";
import { newIn } from "../query/first-seen.ts";
import { targetsOf } from "../run/run.ts";
import { describeAgain } from "../timeline/describe-again.ts";
import type { TranscriptRun } from "./document.ts";
import type { RunRecord } from "./incident-record.ts";
import { inOrder } from "./order.ts";
import { actorOf } from "./people.ts";

/** One question, what came back, and how far that reaches. */
export function buildRun(run: RunRecord, incident: Incident): TranscriptRun {
  const { completeness, firstSeen, plan, again, round } = run;
  return {
    id: run.id,
    stepId: run.stepId,
    title: run.title,
    state: run.state,
    requestedBy: actorOf(run.requestedBy),
    requestedAt: run.requestedAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
    round: round?.number ?? null,
    held: round?.held ?? null,
    again: again ? { first: again.first, previous: again.previous, why: again.why } : null,
    runbookHash: run.runbookHash,
    targets: targetsOf(run).map(({ account, regions }) => ({ account, regions: [...regions] })),
    window: { from: run.window.from.toISOString(), to: run.window.to.toISOString() },
    engine: plan?.engine ?? null,
    command: plan?.command || null,
    question: describeQuery(run.query),
    error: run.error,
    findings: run.findings.map(({ stepId, level, say, eventIds, requestIds = [], rows }) => ({
      ...{ stepId, level, say, eventIds, requestIds, rows: rows ?? null },
    })),
    remarks: [
      ...describeAgain(run, { resolved: incident.state === "resolved" }),
      ...(firstSeen ? describeFirstSeen(firstSeen) : []),
    ],
    reach: completeness ? describeCompleteness(completeness, { asksItself: Boolean(run.asksAgainAt) }) : [],
    mend: (completeness?.recorded?.fix ?? []).map(({ say, command }) => ({ say, command: command ?? null })),
    matched: completeness?.matched ?? null,
    columns: [...run.columns],
    rows: run.rows.map((row) => inOrder(row)),
    fresh: firstSeen?.state === "compared" ? run.rows.map((row) => newIn(firstSeen, row)) : null,
    evidence: run.evidence?.map(({ eventIds, requestIds }) => ({ eventIds, requestIds })) ?? null,
    chart: buildChart(run, incident),
    rowCount: run.rowCount,
    rowsHash: run.rowsHash,
  };
}

function buildChart(
  { rows, shape, rowsBeforeLimit, ...run }: RunRecord,
  incident: Incident,
): TranscriptRun["chart"] {
  const chart = chartOfRun(incident, run, { rows, rowsBeforeLimit, ...(shape && { shape }) });
  // The groups are in its rows.
  if (!chart?.over) return null;
  const { from, widthSeconds, buckets, series, mark } = chart.over;
  return {
    ...{ unit: chart.unit, from: from.toISOString(), widthSeconds, buckets },
    series: series.map(({ name, look, counts }) => ({ name, look, counts })),
    mark: mark && { at: mark.at.toISOString(), label: mark.label },
  };
}
