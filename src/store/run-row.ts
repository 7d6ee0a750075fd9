import type { Again, Run } from "../domain/run/run.ts";
import {
  document,
  optionalText,
  reviveCompleteness,
  reviveProgress,
  reviveQuery,
  reviveWindow,
  type Stored,
  storable,
} from "./database/stored.ts";

export interface RunRow {
  id: string;
  incident_id: string;
  step_id: string | null;
  title: string;
  state: Run["state"];
  attempt: number;
  requested_by: Run["requestedBy"];
  requested_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  runbook_hash: string | null;
  query: Stored<Run["query"]>;
  query_window: Stored<Run["window"]>;
  account: string;
  regions: string[];
  plan: Stored<Run["plan"]>;
  progress: Stored<Run["progress"]>;
  completeness: Stored<Run["completeness"]>;
  row_count: number | null;
  rows_hash: string | null;
  findings: Stored<Run["findings"]>;
  error: string | null;
  cancelled_by: Run["cancelledBy"];
  targets: Stored<Run["targets"]> | null;
  question_key: string | null;
  shared_run: string | null;
  place: Stored<Run["place"]>;
  previous_run: string | null;
  first_run: string | null;
  again_why: Again["why"] | null;
  asks_again_at: Date | null;
  difference: Stored<Run["difference"]>;
  round: Stored<Run["round"]>;
  quiet_for: Run["quietFor"];
  picked: Stored<Run["picked"]>;
}

/** A run as it comes back. */
export const runOf = (row: RunRow): Run => ({
  id: row.id,
  incidentId: row.incident_id,
  stepId: row.step_id,
  title: row.title,
  state: row.state,
  attempt: row.attempt,
  requestedBy: row.requested_by,
  requestedAt: row.requested_at,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  runbookHash: row.runbook_hash,
  query: reviveQuery(row.query),
  window: reviveWindow(row.query_window),
  account: row.account,
  regions: row.regions,
  plan: row.plan,
  progress: row.progress && reviveProgress(row.progress),
  completeness: row.completeness && reviveCompleteness(row.completeness),
  rowCount: row.row_count,
  rowsHash: row.rows_hash,
  findings: row.findings,
  error: row.error,
  cancelledBy: row.cancelled_by,
  ...(row.targets && { targets: row.targets }),
  questionKey: row.question_key,
  sharedRun: row.shared_run,
  place: row.place,
  again:
    row.previous_run && row.first_run && row.again_why
      ? { first: row.first_run, previous: row.previous_run, why: row.again_why }
      : null,
  asksAgainAt: row.asks_again_at,
  difference: row.difference,
  round: row.round,
  quietFor: row.quiet_for ?? null,
  picked: row.picked ? { ...row.picked, at: new Date(row.picked.at) } : null,
});

/** What is kept of a run, in the order of `valuesOfRun`. */
export const runColumns = `id, incident_id, step_id, title, state, attempt, requested_by, requested_at, started_at, ended_at,
  runbook_hash, query, query_window, account, regions, plan, progress, completeness, row_count, rows_hash, findings,
  error, cancelled_by, targets, question_key, shared_run, place, previous_run, first_run, again_why, asks_again_at,
  difference, round`;
export const runValues = 33;
export const runPlaces = Array.from({ length: runValues }, (_, index) => `$${index + 1}`).join(", ");

export const valuesOfRun = (run: Run): unknown[] => [
  run.id,
  run.incidentId,
  run.stepId,
  storable(run.title),
  run.state,
  run.attempt,
  document(run.requestedBy),
  run.requestedAt,
  run.startedAt,
  run.endedAt,
  run.runbookHash,
  document(run.query),
  document(run.window),
  run.account,
  document(run.regions),
  document(run.plan),
  document(run.progress),
  document(run.completeness),
  run.rowCount,
  run.rowsHash,
  document(run.findings),
  optionalText(run.error),
  document(run.cancelledBy),
  document(run.targets),
  run.questionKey ?? null,
  run.sharedRun ?? null,
  document(run.place),
  run.again?.previous ?? null,
  run.again?.first ?? null,
  run.again?.why ?? null,
  run.asksAgainAt ?? null,
  document(run.difference),
  document(run.round),
];
