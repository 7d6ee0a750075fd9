import type { TimeShape } from "../../src/domain/query/query.ts";
import type { Run } from "../../src/domain/run/run.ts";
import { changesQuery, whatChangedTitle } from "../../src/domain/run/what-changed.ts";
import type { Facts } from "../../src/domain/runbook/facts.ts";
import type { TimelineAction, TimelineEntry } from "../../src/domain/timeline/timeline.ts";
import * as pieces from "../fixtures/slack/record.ts";

// One night of a small company, for the pictures of the docs.

export const { at } = pieces;
export const minutes = (count: number): Date => new Date(at.getTime() + count * 60_000);
export const responder = { kind: "responder", id: "U0RESPONDER", name: "responder" } as const;
export const lead = { kind: "responder", id: "U0LEAD", name: "lead" } as const;
export const onCall = { kind: "responder", id: "U0ONCALL", name: "on-call" } as const;
export const key = "AKIAIOSFODNN7EXAMPLE";
export const place = { channel: "C0INCIDENTS", threadTs: "1.2" };

export const alarm = pieces.alarm({
  name: "AccessKey-denied-calls",
  namespace: "Cairn/Trails",
  reason: "Threshold Crossed: 1 datapoint [37.0] was greater than 5.0.",
  contributor: { id: "c1", attributes: { "userIdentity.accessKeyId": key } },
} as never);
export const incident = (changes: Parameters<typeof pieces.incident>[0] = {}) =>
  pieces.incident({ alarm, ...changes });
export const taken = incident({
  ...{ state: "acknowledged", acknowledgedAt: minutes(2), acknowledgedBy: onCall },
  commander: { id: "U0RESPONDER", name: "responder" },
});

export const alarms = [
  { name: alarm.name, severity: "P2", state: "ALARM", count: 4 },
  { name: "ConsoleSignInFailures", severity: "P3", state: "OK", count: 1 },
].map((each, nth) => ({
  ...each,
  ...{ key: String(nth), arn: `${alarm.arn}${nth}`, at, transitions: each.count },
})) as Parameters<typeof import("../../src/slack/views/incident.ts").incidentView>[0]["alarms"];

export const facts: Facts = {
  key: { value: key, from: "alarm" },
  principal: { value: "arn:aws:iam::111122223333:user/report-exporter", from: "step:who" },
  address: { value: "203.0.113.77", from: "step:who" },
} as never;

const callers = [
  ["198.51.100.20", "aws-cli/2.17.0", null, 117],
  ["203.0.113.77", "Boto3/1.34.144", "AccessDenied", 58],
  ["203.0.113.77", "Boto3/1.34.144", null, 41],
  ["198.51.100.21", "aws-cli/2.17.0", null, 19],
  ["203.0.113.9", "curl/8.5.0", "AccessDenied", 9],
  ["192.0.2.14", "console.amazonaws.com", null, 6],
  ["192.0.2.15", "console.amazonaws.com", null, 4],
  ["203.0.113.12", "curl/8.5.0", "AccessDenied", 2],
] as const;
export const callerRows = callers.map(([sourceIPAddress, userAgent, errorCode, count]) => ({
  principal: "arn:aws:iam::111122223333:user/report-exporter",
  ...{ sourceIPAddress, userAgent, errorCode, count },
  ...{ first: "2026-11-13T17:10:00Z", last: "2026-11-14T02:40:00Z" },
}));
const matched = callerRows.reduce((total, { count }) => total + count, 0);

export const found = {
  stepId: "who",
  level: "warning" as const,
  say: [{ inserted: "6" }, { author: " addresses used this key, two of them for the first time." }],
  eventIds: ["0f4a2f7e-3a5c-4a56-9c39-1f6f0c6f5b11"],
  requestIds: [],
  rows: [1, 4, 7],
};
export const asked = (changes: Partial<Run> = {}): Run =>
  pieces.run({
    completeness: pieces.completeness({ matched, scanned: 1_540, pagesRead: 31 }),
    rowCount: callerRows.length,
    findings: [found],
    plan: {
      ...{ engine: "event-history", pushedDown: [], checkedHere: [], estimate: { calls: 31, seconds: 16 } },
      command: `aws cloudtrail lookup-events --region eu-central-1 --lookup-attributes AttributeKey=AccessKeyId,AttributeValue=${key} --start-time 2026-11-13T02:41:00Z --end-time 2026-11-14T02:41:07Z`,
    },
    ...changes,
    query: {
      ...pieces.run().query,
      by: ["principal", "sourceIPAddress", "userAgent", "errorCode"],
      ...changes.query,
    },
  });
export const kept = { columns: Object.keys(callerRows[0] ?? {}), rows: callerRows };
/** Many calls at once have no shape over time; by groups they have. */
export const partly = (): Run =>
  asked({
    completeness: pieces.completeness({
      ...{ matched, engine: "insights", truncated: "1 of 2 parts is missing: us-east-1" },
      legs: [
        { engine: "insights", account: "111122223333", region: "eu-central-1", state: "done" },
        {
          ...{ engine: "insights", account: "111122223333", region: "us-east-1", state: "failed" },
          why: "The log group does not reach back that far.",
        },
      ],
    }),
  });

const call = (principal: string, eventName: string, count: number, more: object = {}) => ({
  ...{
    principal: `arn:aws:iam::111122223333:role/${principal}`,
    person: null,
    "userIdentity.type": "AssumedRole",
  },
  ...{ "userIdentity.invokedBy": null, eventSource: "iam.amazonaws.com", eventName, resource: null },
  ...{ errorCode: null, count, first: "2026-11-14T01:52:00Z", last: "2026-11-14T02:36:00Z", ...more },
});
export const changes = [
  call("deploy-pipeline", "UpdateFunctionCode20150331v2", 14, {
    eventSource: "lambda.amazonaws.com",
    resource: "report-exporter",
  }),
  call("operator", "CreateAccessKey", 2, {
    person: "alice",
    resource: "report-exporter",
    last: "2026-11-14T02:31:00Z",
  }),
  call("operator", "AttachUserPolicy", 1, { person: "alice", resource: "report-exporter" }),
  call("reader", "DeleteTrail", 3, { eventSource: "cloudtrail.amazonaws.com", errorCode: "AccessDenied" }),
];
const buckets = (count: (bucket: number) => number) =>
  Array.from({ length: 31 }, (_, bucket) => count(bucket));
const ok = buckets((bucket) => (bucket > 5 && bucket < 12 ? 2 : bucket === 25 ? 3 : bucket === 27 ? 2 : 0));
const errors = buckets((bucket) => (bucket === 28 ? 3 : 0));
export const changesShape: TimeShape = {
  ...{ from: "2026-11-14T01:40:00.000Z", widthSeconds: 120, ok, errors, top: [] },
};
export const changed = asked({
  ...{
    id: "changed",
    stepId: null,
    title: whatChangedTitle,
    requestedBy: { kind: "system" },
    query: changesQuery,
  },
  ...{ window: { from: minutes(-60), to: at }, findings: [], rowCount: changes.length },
  completeness: pieces.completeness({ matched: 20, window: { from: minutes(-60), to: at } }),
});

export const entry = (
  seq: number,
  action: TimelineAction,
  body: object,
  actor: TimelineEntry["actor"] = responder,
) => ({ incidentId: "i", seq, at: minutes(seq), actor, action, body, salt: "", hash: "" }) as TimelineEntry;
