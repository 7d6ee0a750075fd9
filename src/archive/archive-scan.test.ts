import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bindQuery } from "../domain/query/bind.ts";
import { createEvaluation } from "../domain/query/evaluate.ts";
import { literalFill } from "../domain/query/fill.ts";
import { parseQueryFile } from "../domain/query/parse-query.ts";
import type { QueryProgress, QueryRequest } from "../flows/ports.ts";
import { createArchiveEngine } from "./archive-engine.ts";

// A day of one account in CloudTrail's own layout, a file every five minutes; some written as others write them.
const account = "111122223333";
const regions = ["eu-central-1", "us-east-1"];
const window = { from: new Date("2026-05-04T06:00:00Z"), to: new Date("2026-05-04T07:00:00Z") };
const now = () => new Date("2026-05-04T12:00:00Z");

const records = Array.from({ length: 4_000 }, (_, at) => ({
  eventVersion: "1.11",
  userIdentity: {
    type: "IAMUser",
    arn: `arn:aws:iam::${account}:user/person.${at % 7}`,
    accessKeyId: `AKIAIOSFODNN7EXAM${at % 7}PL`,
  },
  eventTime: `${new Date(Date.parse("2026-05-04T05:45:00Z") + at * 1_200).toISOString().slice(0, 19)}Z`,
  eventSource: at % 5 === 0 ? "iam.amazonaws.com" : "s3.amazonaws.com",
  eventName: at % 97 === 0 ? "DeleteTrail" : `Get${at % 11}`,
  awsRegion: regions[at % 2] ?? "",
  sourceIPAddress: at % 13 === 0 ? "ec2.amazonaws.com" : at % 31 === 0 ? "203.0.113.9" : `10.0.0.${at % 200}`,
  userAgent: "[agent/1.0]",
  ...(at % 41 === 0 && { errorCode: "AccessDenied", errorMessage: 'no "right" to \\ [it' }),
  requestParameters: { items: [{ name: `thing-${at}` }], note: "},{ \u00e9" },
  // Every fiftieth was delivered twice.
  eventID: `event-${at % 50 === 49 ? at - 1 : at}`,
  readOnly: at % 3 !== 0,
  recipientAccountId: account,
}));

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "archive-scan-"));
  for (const region of regions) {
    const ofRegion = records.filter(({ awsRegion }) => awsRegion === region);
    for (let slot = 0; slot * 150 < ofRegion.length; slot += 1) {
      const delivered = new Date(Date.parse("2026-05-04T05:55:00Z") + slot * 300_000).toISOString();
      const name = `${account}_CloudTrail_${region}_20260504T${delivered.slice(11, 16).replace(":", "")}Z_${slot}.json.gz`;
      const path = join(folder, "AWSLogs", account, "CloudTrail", region, "2026/05/04", name);
      const content = { Records: ofRegion.slice(slot * 150, (slot + 1) * 150) };
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, gzipSync(JSON.stringify(content, undefined, slot % 5 === 4 ? 1 : 0)));
    }
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const request = (yaml: string, more: Partial<QueryRequest> = {}): QueryRequest => ({
  query: bindQuery(parseQueryFile(yaml, "q.yml"), literalFill),
  window,
  account,
  regions,
  askedBy: { name: "responder" },
  ...more,
});
const ask = (asked: QueryRequest, threads: { threads: number; after: number }, seen: QueryProgress[] = []) =>
  createArchiveEngine({ folder, now, threads }).ask(asked, {
    signal: new AbortController().signal,
    progress: (progress) => seen.push(progress),
  });

// Threads learn TypeScript first, which takes its time on a busy machine.
const timeout = 30_000;

describe.each([
  ["one thread", { threads: 1, after: 0 }],
  ["threads from the first file on", { threads: 2, after: 0 }],
])("with %s an answer is the evaluator's", (_name, threads) => {
  test.each([
    "where: { eventName: DeleteTrail, userIdentity.arn: '*person.3' }",
    "where: { errorCode: [AccessDenied*, '*UnauthorizedOperation'] }\nby: [principal]\norder: -count",
    "where: { sourceIPAddress: { notInCidr: 10.0.0.0/8, not: '*.amazonaws.com' } }\nby: [sourceIPAddress]",
    "where: { key: AKIAIOSFODNN7EXAM3PL }\nby: [eventName]\nmeasure: [distinct(resource), distinct(awsRegion)]",
    "by: [eventName]\nlimit: 5",
    "where: { readOnly: false, eventSource: { not: s3.amazonaws.com } }\nshow: [eventTime, eventName, requestParameters.items.name]\nlimit: 1000",
    "where: { none: [{ errorCode: { exists: true } }, { readOnly: true }] }\nper: 10m\nservices: show",
    "where: { requestParameters: { contains: thing-20 } }\nshow: [eventID, resource, userAgent]",
  ])("%s", { timeout }, async (yaml) => {
    const asked = request(yaml);
    const evaluation = createEvaluation(asked.query, window);
    for (const record of records) evaluation.add(record);
    const expected = evaluation.result();
    const seen: QueryProgress[] = [];
    const { rows, evidence, columns, rowsBeforeLimit, completeness } = await ask(asked, threads, seen);
    expect({ rows, evidence, columns, rowsBeforeLimit }).toEqual({
      rows: expected.rows,
      evidence: expected.evidence,
      columns: expected.columns,
      rowsBeforeLimit: expected.rowsBeforeLimit,
    });
    const { scanned, matched, duplicatesDropped, servicesHidden, newestEvent } = expected;
    expect(completeness).toMatchObject({ scanned, matched, duplicatesDropped, servicesHidden, newestEvent });
    expect(completeness).toMatchObject({ pagesRead: 28, accounts: [account], regions, truncated: undefined });
    expect(seen.at(-1)).toMatchObject({ pagesRead: 28, scanned, matched, newestEvent });
  });
});

test("accounts and Regions are told for a question about all of them", async () => {
  const asked = request("where: { eventName: Nothing }", { account: "", regions: [] });
  const { completeness } = await ask(asked, { threads: 1, after: 0 });
  expect(completeness).toMatchObject({ accounts: [account], regions, matched: 0, scanned: records.length });
});

test("a question that is cancelled ends at once, threads included", { timeout }, async () => {
  const controller = new AbortController();
  const reason = new Error("cancelled by a responder");
  const asked = createArchiveEngine({ folder, now, threads: { threads: 2, after: 0 } }).ask(
    request("by: [eventName]"),
    {
      signal: controller.signal,
      progress: ({ pagesRead }) => {
        if (pagesRead === 3) controller.abort(reason);
      },
    },
  );
  await expect(asked).rejects.toBe(reason);
});
