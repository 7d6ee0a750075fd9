import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createAwsClients } from "../../src/aws/clients.ts";
import { bindQuery } from "../../src/domain/query/bind.ts";
import { createEvaluation } from "../../src/domain/query/evaluate.ts";
import { literalFill } from "../../src/domain/query/fill.ts";
import { parseQueryFile } from "../../src/domain/query/parse-query.ts";
import type { QueryRequest } from "../../src/flows/ports.ts";
import { archiveEngine } from "../../src/parts/trail-engines.ts";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { clientSettings, NOW, story } from "./sandbox-account.ts";

const { accountId, answer } = story;
const trail = `cloudtrail-logs-${accountId}`;
const regions = ["eu-central-1", "us-east-1"];
// Settled: the files of its last minutes are delivered.
const window = { from: new Date(NOW.getTime() - 14 * 3_600_000), to: new Date(NOW.getTime() - 600_000) };
const byCall = bindQuery(
  parseQueryFile(`where: { key: ${answer.key} }\nby: [eventName]`, "q.yml"),
  literalFill,
);

let account: Account;
const close: (() => void)[] = [];
beforeAll(async () => {
  account = await startAccount({ clock: () => NOW, accountId, records: story.records });
});
afterAll(() => account.stop());
const heal: (() => void)[] = [];
afterEach(() => {
  for (const end of [...heal.splice(0), ...close.splice(0)]) end();
});
const fault: Account["fault"] = (given) => {
  const end = account.fault(given);
  heal.push(end);
  return end;
};

function engineOver(archive: string, home = "eu-central-1") {
  const clients = createAwsClients({
    accounts: [{ id: accountId, regions }],
    region: home,
    endpoint: account.url,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
  });
  close.push(clients.close);
  return archiveEngine(
    { id: accountId, archive, home },
    { clients, now: () => new Date(NOW.getTime() + 3_600_000) },
  );
}
const ask = (
  more: Partial<QueryRequest> = {},
  { archive = `s3://${trail}`, home, signal }: { archive?: string; home?: string; signal?: AbortSignal } = {},
) =>
  engineOver(archive, home).ask(
    { query: byCall, window, account: accountId, regions, askedBy: { name: "responder" }, ...more },
    { signal: signal ?? new AbortController().signal, progress() {} },
  );
function expected(where = window) {
  const evaluation = createEvaluation(byCall, where);
  for (const record of story.records) evaluation.add(record);
  return evaluation.result();
}
/** Of fewer files. */
const shorter = { from: new Date(window.to.getTime() - 3_600_000), to: window.to };
const countOf = (operation: string) => account.report().calls[`s3:${operation}`] ?? 0;

describe("an archive in S3", () => {
  test("gives the evaluator's rows, from the files of the window alone, at the cost that was foretold", async () => {
    const { rows, rowsBeforeLimit, matched } = expected();
    expect(rows.length).toBeGreaterThan(2);
    const [lists, gets] = [countOf("ListObjectsV2"), countOf("GetObject")];
    const found = await ask();
    expect(found.rows).toEqual(rows);
    expect(found.rowsBeforeLimit).toBe(rowsBeforeLimit);
    const { completeness } = found;
    expect(completeness).toMatchObject({ engine: "archive", matched, truncated: undefined, settled: true });
    const [listed, got] = [countOf("ListObjectsV2") - lists, countOf("GetObject") - gets];
    expect(completeness.pagesRead).toBe(got);
    expect(completeness.notes.join()).toMatch(
      new RegExp(`From S3: ${listed} list requests, ${got} files, [\\d.]+ MB`),
    );
    const { calls = 0 } = engineOver(`s3://${trail}`).plan({
      ...{ query: byCall, window, account: accountId, regions, askedBy: { name: "responder" } },
    }).estimate;
    expect(listed + got).toBeLessThanOrEqual(calls);
    expect(listed).toBe(4 + regions.length * 2);
  });

  test("is read from wherever its bucket lies, below any prefix, and named to those who ask about others", async () => {
    const found = await ask({ window: shorter }, { home: "ap-south-1" });
    expect(found.rows).toEqual(expected(shorter).rows);
    const below = await ask(
      { window: shorter },
      { archive: `s3://${trail}/AWSLogs/${accountId}/CloudTrail/` },
    );
    expect(below.rows).toEqual(expected(shorter).rows);
    const other = await ask({ regions: ["sa-east-1"] });
    expect(other.completeness.notes.join()).toContain("it holds eu-central-1, eu-west-1, us-east-1");
    await expect(ask({}, { archive: "s3://nobody-has-this" })).rejects.toThrow(
      "There is no bucket nobody-has-this.",
    );
  });

  test.each([
    ["pages cut short", { operation: "s3:ListBucket", how: "short-page", times: 3 }],
    ["empty pages with more to come", { operation: "s3:ListBucket", how: "empty-page", times: 2 }],
    ["throttling", { operation: "s3:GetObject", how: "throttle", times: 2 }],
    ["a failing server", { operation: "s3:GetObject", how: "error", times: 2 }],
    ["answers that break off in the middle", { operation: "s3:GetObject", how: "half", times: 3 }],
    ["lost answers", { operation: "s3:*", how: "lost", times: 2 }],
  ] as const)("%s change nothing", async (_, going) => {
    fault(going);
    const found = await ask({ window: shorter });
    expect(found.rows).toEqual(expected(shorter).rows);
    expect(found.completeness.truncated).toBeUndefined();
  });

  test("tells what it could not read, and reads the rest", async () => {
    fault({ operation: "s3:GetObject", how: "deny", times: 1 });
    const denied = await ask({ window: shorter });
    const { notes, truncated, pagesRead } = denied.completeness;
    expect(truncated).toBe(`1 of ${pagesRead} files or folders could not be read to the end`);
    expect(notes.join()).toMatch(/1 file could not be read to the end \(.*: AWS denies reading it\)/);
    expect(notes.join()).toContain(`"Action":"s3:GetObject","Resource":"arn:aws:s3:::${trail}/*"`);
    fault({ operation: "s3:GetObject", how: "error", code: "NoSuchKey", status: 404 });
    const gone = await ask({ window: shorter });
    expect(gone.completeness.notes.join()).toContain("it is no longer there");
    expect(gone.completeness.truncated).toContain("could not be read");
  });

  test("is denied as a whole, with the cure, when nothing of it may be listed or read", async () => {
    const end = fault({ operation: "s3:GetObject", how: "deny" });
    const gets = countOf("GetObject");
    await expect(ask()).rejects.toMatchObject({
      code: "aws_access_denied",
      message: expect.stringContaining(`"Action":"s3:GetObject","Resource":"arn:aws:s3:::${trail}/*"`),
    });
    expect(countOf("GetObject") - gets).toBeLessThan(40);
    end();
    fault({ operation: "s3:ListBucket", how: "deny" });
    await expect(ask()).rejects.toMatchObject({
      code: "aws_access_denied",
      message: expect.stringContaining(`"Action":"s3:ListBucket","Resource":"arn:aws:s3:::${trail}"`),
    });
  });

  test.each([
    ["while it lists", "s3:ListBucket", 0],
    ["among the lists", "s3:ListBucket", 5],
    ["while it fetches", "s3:GetObject", 0],
    ["among the files", "s3:GetObject", 20],
  ])("is let go within two seconds %s", async (_, operation, skip) => {
    fault({ operation, how: "hang", skip, times: "always" });
    const cancelling = new AbortController();
    const reason = new Error("cancelled");
    const asking = ask({}, { signal: cancelling.signal });
    setTimeout(() => cancelling.abort(reason), 300);
    const began = performance.now();
    await expect(asking).rejects.toBe(reason);
    expect(performance.now() - began).toBeLessThan(2_300);
  });
});

describe("files that somebody staged", () => {
  const Bucket = trail;
  const day = "staged/AWSLogs/111122223333/CloudTrail/eu-central-1/2026/05/04";
  const record = (eventID: string) => ({
    eventVersion: "1.11",
    eventID,
    eventTime: "2026-05-04T08:01:00Z",
    eventSource: "iam.amazonaws.com",
    eventName: "GetUser",
    awsRegion: "eu-central-1",
    userIdentity: { accessKeyId: answer.key },
    recipientAccountId: "111122223333",
  });
  const zipped = (eventID: string) => gzipSync(JSON.stringify({ Records: [record(eventID)] }));
  let s3: S3Client;
  beforeEach(() => {
    s3 = new S3Client(clientSettings(account, "eu-central-1"));
  });
  const stage = (name: string, Body: Buffer) =>
    s3.send(new PutObjectCommand({ Bucket, Key: `${day}/${name}`, Body }));
  const may4 = { from: new Date("2026-05-04T08:00:00Z"), to: new Date("2026-05-04T09:00:00Z") };

  test("broken ones are named, and no record that can be read is lost", async () => {
    const named = (minute: string) => `111122223333_CloudTrail_eu-central-1_20260504T08${minute}Z_x.json.gz`;
    await stage(named("05"), zipped("whole"));
    await stage(named("10"), zipped("cut off").subarray(0, 60));
    await stage(named("15"), Buffer.from("no gzip at all"));
    await stage(named("20"), Buffer.alloc(0));
    await stage(named("25"), gzipSync('{"Records":[{"eventVersion":"1.11","eventID":'));
    await stage(named("30"), Buffer.concat([gzipSync(`[${JSON.stringify(record("first"))}`), gzipSync("]")]));
    await stage("other name.json", Buffer.from(JSON.stringify([record("last")])));
    const plain = bindQuery(parseQueryFile("show: [eventID]", "q.yml"), literalFill);
    const found = await ask(
      { query: plain, window: may4, account: "111122223333", regions: ["eu-central-1"] },
      { archive: `s3://${Bucket}/staged` },
    );
    expect(found.rows.map(({ eventID }) => eventID)).toEqual(["first", "last", "whole"]);
    const { notes, truncated } = found.completeness;
    expect(truncated).toBe("4 of 7 files or folders could not be read to the end");
    expect(notes.join("\n")).toMatch(/0810Z.*not gzip, or cut off/);
    expect(notes.join("\n")).toMatch(/0815Z.*does not hold JSON objects/);
    expect(notes.join("\n")).toMatch(/0820Z.*empty.* and 1 more/);
  });

  test("may be asked from a shell", async () => {
    await stage("111122223333_CloudTrail_eu-central-1_20260504T0805Z_x.json.gz", zipped("whole"));
    const cairn = join(import.meta.dirname, "../../src/cli/cairn.ts");
    const question = ["--from", may4.from.toISOString(), "--to", may4.to.toISOString(), "--json"];
    const command = ["query", "--archive", `s3://${Bucket}/staged`, "--file", "-", ...question];
    const asking = promisify(execFile)(process.execPath, ["--import", "tsx", cairn, ...command], {
      env: {
        PATH: process.env.PATH,
        AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
        AWS_SECRET_ACCESS_KEY: "any",
        AWS_REGION: "eu-central-1",
        CAIRN_AWS_ENDPOINT: account.url,
      },
    });
    asking.child.stdin?.end(`where: { key: ${answer.key} }\nshow: [eventID]`);
    const { stdout } = await asking;
    expect(JSON.parse(stdout).rows).toContainEqual(expect.objectContaining({ eventID: "whole" }));
  });
});
