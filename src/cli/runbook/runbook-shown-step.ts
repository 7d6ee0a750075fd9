import { noAlarms } from "../../domain/alarm/alarm-status.ts";
import type { Approval } from "../../domain/approval.ts";
import type { Row } from "../../domain/query/query.ts";
import type { Run } from "../../domain/run/run.ts";
import { columnsOfStep } from "../../domain/runbook/columns-of-step.ts";
import { type Facts, factsFromIncident } from "../../domain/runbook/facts.ts";
import { leavesOf, leavesOfQuery } from "../../domain/runbook/leaves.ts";
import { conclude } from "../../domain/runbook/rules.ts";
import {
  isQuestion,
  type QueryStep,
  type RepeatStep,
  type Runbook,
  type Step,
} from "../../domain/runbook/schema.ts";
import { pathsInTemplate } from "../../domain/runbook/template.ts";
import type { StepToShow } from "../../slack/views/step.ts";

const at = new Date("2026-11-20T02:00:00Z");
const now = new Date("2026-11-20T03:00:00Z");
const window = { from: at, to: now };
const incidentId = "8a1d6b0e-6f0a-4a7e-9d3c-2f8f0f5f9a11";
const runId = "0c7e35f4-63c4-4a3e-8a57-1f3f7f1b2b22";

/** A step as a thread would show it, waiting or answered, with `value` wherever a value from outside may stand. */
export function shownStep(runbook: Runbook, step: Step, value: string): StepToShow {
  const facts = everyFact(runbook, value);
  const rows = isQuestion(step) ? fullRows(step, value) : undefined;
  return {
    incident: {
      id: incidentId,
      number: 42,
      title: value,
      state: "open",
      severity: "P1",
      groupKey: null,
      channel: "C0INCIDENTS",
      commander: { id: "U0RESPONDER", name: value },
      openedAt: at,
      openedBy: { kind: "system" },
      acknowledgedAt: null,
      acknowledgedBy: null,
      resolvedAt: null,
      resolution: null,
      alarm: null,
      counts: noAlarms,
      storm: false,
      snoozed: null,
      runbook: { id: runbook.id, hash: runbook.hash },
      nextStep: step.id,
      version: 1,
    },
    step: {
      incidentId,
      stepId: step.id,
      position: runbook.steps.indexOf(step) + 1,
      state: rows ? "done" : "waiting",
      version: 1,
      runId: rows ? runId : null,
      answer: null,
      expiresAt: step.kind === "ask" ? now : null,
    },
    runbook,
    run: isQuestion(step) && rows ? fullRun(step, rows, facts, value) : undefined,
    ...(step.kind === "repeat" && rows && { rounds: fullRounds(fullRun(step, rows, facts, value), value) }),
    rows,
    facts,
  };
}

/** Every second one got no answer. */
const fullRounds = (run: Run, value: string): Run[] =>
  Array.from({ length: 20 }, (_, at) =>
    at % 2 === 0 ? run : { ...run, state: "failed" as const, error: value },
  );

const who = (name: string) => ({ kind: "responder" as const, id: "U0RESPONDER", name });

/** The same in every state in which its message may stand, for the kinds that go through several. */
export function shownStates(runbook: Runbook, step: Step, value: string): StepToShow[] {
  const shown = shownStep(runbook, step, value);
  if (step.kind !== "approve" && step.kind !== "act") return [shown];
  const approval: Approval = {
    ...{ id: runId, incidentId, stepId: step.id, forStep: step.id, contentHash: "0".repeat(64) },
    ...{ state: "asked", requestedBy: who(value), requestedAt: at, expiresAt: now },
    ...{ decidedBy: who(value), decidedAt: at, brokenBecause: value, reviewedBy: null, reviewedAt: null },
  };
  const states = step.kind === "approve" ? (["waiting", "done"] as const) : actStates;
  return states.map((state) => ({
    ...shown,
    step: {
      ...shown.step,
      state,
      answer: state === "done" ? { value: "approved", by: who(value), at } : null,
    },
    approval,
    trouble: value,
  }));
}

const actStates = ["ready", "queued", "waiting", "unknown", "failed", "done"] as const;

/** Every name that a template of the runbook speaks of. */
function everyFact(runbook: Runbook, value: string): Facts {
  const templates = runbook.steps.flatMap((step) => [
    ...step.prose.blocks.flatMap((block) => block.text.map(({ text }) => text)),
    ...(isQuestion(step) ? leavesOfQuery(step.query) : []),
    ...("copy" in step ? (step.copy ?? []).flatMap(({ say, command }) => [say, command]) : []),
    ...("question" in step ? [step.question] : []),
    ...(step.kind === "act" ? [...leavesOf(step.detail), step.check] : []),
    ...("each" in step ? [step.each ?? ""] : []),
    ...(step.kind === "ask" ? [step.to] : []),
    ...(step.kind === "finish" ? [step.say ?? ""] : []),
    ...step.conclude.map((rule) => rule.say ?? ""),
  ]);
  const names = new Set(templates.flatMap(pathsInTemplate));
  return {
    ...factsFromIncident({ start: at }),
    ...Object.fromEntries([...names].map((name) => [name, { value, from: "input" }])),
  };
}

function fullRows(step: QueryStep | RepeatStep, value: string): { columns: string[]; rows: Row[] } {
  const columns = columnsOfStep(step);
  const row = Object.fromEntries(columns.map((column) => [column, value]));
  return { columns, rows: Array.from({ length: step.query.limit }, () => row) };
}

/** Every rule of the step speaks. */
function fullRun(
  step: QueryStep | RepeatStep,
  kept: { columns: string[]; rows: Row[] },
  facts: Facts,
  value: string,
): Run {
  const many = (name: string): string[] => Array.from({ length: 20 }, (_, index) => `${name}${index}`);
  const completeness = {
    engine: "event-history" as const,
    accounts: many("1111222233"),
    regions: many("eu-central-"),
    window,
    pagesRead: 10_000,
    scanned: 1_000_000,
    matched: 1_000_000,
    duplicatesDropped: 1_000,
    servicesHidden: 100_000,
    truncated: value,
    settlesAt: now,
    settled: false,
    notes: [value, value],
  };
  const always = step.conclude.map(({ when: _, among: __, ...rule }) => rule);
  const answer = { ...kept, rowsBeforeLimit: 1_000_000, completeness };
  return {
    id: runId,
    incidentId,
    stepId: step.id,
    title: step.title,
    state: "done",
    attempt: 1,
    requestedBy: { kind: "responder", id: "U0RESPONDER", name: value },
    requestedAt: at,
    startedAt: at,
    endedAt: now,
    runbookHash: null,
    query: {
      from: step.query.from,
      where: { all: [] },
      measure: [],
      limit: step.query.limit,
      services: "hide",
    },
    window,
    account: "111122223333",
    regions: [],
    plan: null,
    progress: null,
    completeness,
    rowCount: kept.rows.length,
    rowsHash: "0".repeat(64),
    findings: conclude({ ...step, conclude: always }, { kind: step.kind, answer }, facts).findings,
    error: null,
    cancelledBy: null,
  };
}
