import { randomUUID } from "node:crypto";
import type { Alarm } from "../../src/domain/alarm/alarm.ts";
import { noAlarms } from "../../src/domain/alarm/alarm-status.ts";
import type { Query } from "../../src/domain/query/query.ts";
import type { Run } from "../../src/domain/run/run.ts";
import type { StepRecord } from "../../src/domain/step.ts";
import type { IncidentDraft } from "../../src/flows/ports.ts";

export const at = (text: string): Date => new Date(`2026-03-01T${text}Z`);

export const responder = { kind: "responder", id: "U1", name: "on-call" } as const;

export const alarm = (changes: Partial<Alarm> = {}): Alarm => ({
  arn: "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:unauthorised-calls",
  name: "unauthorised-calls",
  account: "111122223333",
  region: "eu-west-1",
  kind: "metric",
  state: "ALARM",
  previousState: "OK",
  reason: "Threshold Crossed",
  at: at("02:41:00.123"),
  metrics: [],
  dimensions: {},
  children: [],
  muted: false,
  suppressed: false,
  tags: {},
  ...changes,
});

export const draft = (changes: Partial<IncidentDraft> = {}): IncidentDraft => ({
  id: randomUUID(),
  title: "unauthorised-calls",
  state: "open",
  severity: "P3",
  groupKey: null,
  channel: "C1",
  commander: null,
  openedAt: at("02:41:05.001"),
  openedBy: { kind: "system" },
  acknowledgedAt: null,
  acknowledgedBy: null,
  resolvedAt: null,
  resolution: null,
  alarm: null,
  counts: noAlarms,
  storm: false,
  snoozed: null,
  runbook: null,
  nextStep: null,
  ...changes,
});

/** With a time, an address, a wildcard and nested conditions, so that every kind of leaf comes back. */
export const query: Query = {
  from: "cloudtrail",
  where: {
    all: [
      { path: "eventTime", test: { op: "gte", value: { type: "time", at: at("01:00:00.500") } } },
      {
        none: [
          {
            any: [
              { path: "ip", test: { op: "inCidr", networks: ["192.0.2.0/24"] } },
              { path: "errorCode", test: { op: "exists", value: true } },
            ],
          },
        ],
      },
      {
        path: "eventName",
        test: {
          op: "not",
          values: [
            { type: "text", text: "Get", openStart: false, openEnd: true },
            { type: "time", at: at("01:30:00") },
          ],
        },
      },
    ],
  },
  by: ["principal"],
  measure: [{ name: "addresses", of: "distinct", path: "ip" }],
  order: { column: "count", descending: true },
  limit: 100,
  services: "hide",
};

export const run = (incidentId: string, changes: Partial<Run> = {}): Run => ({
  id: randomUUID(),
  incidentId,
  stepId: "who",
  title: "Who uses this key?",
  state: "queued",
  attempt: 0,
  requestedBy: responder,
  requestedAt: at("02:45:00"),
  startedAt: null,
  endedAt: null,
  runbookHash: "abc",
  query,
  window: { from: at("01:00:00"), to: at("02:45:00") },
  account: "111122223333",
  regions: ["eu-west-1", "us-east-1"],
  plan: {
    engine: "event-history",
    pushedDown: ["AccessKeyId"],
    checkedHere: [],
    estimate: { calls: 3 },
    command: "aws",
  },
  progress: null,
  completeness: null,
  rowCount: null,
  rowsHash: null,
  findings: [],
  error: null,
  cancelledBy: null,
  targets: [
    { account: "111122223333", regions: ["eu-west-1", "us-east-1"], engine: "event-history" },
    { account: "444455556666", regions: ["eu-west-1"], engine: null, refused: "No engine can answer this." },
  ],
  questionKey: "0".repeat(64),
  sharedRun: null,
  place: { position: 3, waitSeconds: 40 },
  again: null,
  asksAgainAt: null,
  difference: null,
  round: null,
  quietFor: null,
  picked: null,
  ...changes,
});

export const step = (incidentId: string, changes: Partial<StepRecord> = {}): StepRecord => ({
  incidentId,
  stepId: "who",
  position: 1,
  state: "ready",
  version: 1,
  runId: null,
  answer: null,
  expiresAt: null,
  claimed: null,
  skipped: null,
  ...changes,
});
