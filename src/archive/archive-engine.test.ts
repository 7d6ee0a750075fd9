import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bindQuery } from "../domain/query/bind.ts";
import { describeCompleteness } from "../domain/query/completeness.ts";
import { literalFill } from "../domain/query/fill.ts";
import { parseQueryFile } from "../domain/query/parse-query.ts";
import type { QueryProgress, QueryRequest } from "../flows/ports.ts";
import { type ArchiveLimits, createArchiveEngine, defaultArchiveLimits } from "./archive-engine.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "archive-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (name: string, content: string | Buffer) => {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), content);
};
const zip = (value: unknown) => gzipSync(JSON.stringify(value));
const call = (id: string, fields: object = {}) => ({
  eventVersion: "1.11",
  eventID: id,
  eventTime: "2026-05-04T08:05:00Z",
  eventName: "GetUser",
  awsRegion: "eu-central-1",
  recipientAccountId: "111122223333",
  sourceIPAddress: "203.0.113.7",
  userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/alice" },
  ...fields,
});
const slot = (time: string, account = "111122223333", region = "eu-central-1") =>
  `AWSLogs/${account}/CloudTrail/${region}/2026/05/04/${account}_CloudTrail_${region}_20260504T${time}Z_AbCdEf0123456789.json.gz`;

const request = (more: Partial<QueryRequest> = {}): QueryRequest => ({
  query: bindQuery(parseQueryFile("by: [eventID]\nlimit: 1000", "q.yml"), literalFill),
  window: { from: new Date("2026-05-04T08:00:00Z"), to: new Date("2026-05-04T08:30:00Z") },
  account: "",
  regions: [],
  askedBy: { name: "alice" },
  ...more,
});
const ask = async (more: Partial<QueryRequest> = {}, limits: Partial<ArchiveLimits> = {}, at = folder) => {
  const engine = createArchiveEngine({
    folder: at,
    now: () => new Date("2026-05-04T12:00:00Z"),
    limits: { ...defaultArchiveLimits, ...limits },
  });
  const seen: QueryProgress[] = [];
  const answer = await engine.ask(request(more), {
    signal: new AbortController().signal,
    progress: (progress) => seen.push(progress),
  });
  return { ids: answer.rows.map((row) => row.eventID).sort(), seen, ...answer };
};

describe("files are read in every form CloudTrail records are exported in", () => {
  test.each<[string, string, string | Buffer]>([
    ["CloudTrail's own", "a.json.gz", zip({ Records: [call("1"), call("2")] })],
    ["not zipped", "a.json", JSON.stringify({ Records: [call("1"), call("2")] })],
    ["zipped without saying so", "a.json", zip({ Records: [call("1"), call("2")] })],
    ["in folders of any name", "x/y z/ü.json", JSON.stringify([call("1"), call("2")])],
    ["an array", "a.json", JSON.stringify([call("1"), call("2")])],
    ["NDJSON", "a.ndjson", [call("1"), call("2")].map((one) => JSON.stringify(one)).join("\n")],
    [
      "zipped NDJSON in two members",
      "a.jsonl.gz",
      Buffer.concat([zip(call("1")), gzipSync("\n"), zip(call("2"))]),
    ],
    [
      "LookupEvents output",
      "a.json",
      JSON.stringify({
        Events: [call("1"), call("2")].map((one) => ({
          EventId: one.eventID,
          CloudTrailEvent: JSON.stringify(one),
        })),
      }),
    ],
    [
      "EventBridge events",
      "a.json",
      JSON.stringify(
        [call("1"), call("2")].map((detail) => ({
          "detail-type": "AWS API Call via CloudTrail",
          source: "aws.iam",
          detail,
        })),
      ),
    ],
    [
      "log events",
      "a.json",
      JSON.stringify({
        events: [call("1"), call("2")].map((one) => ({ timestamp: 1, message: JSON.stringify(one) })),
      }),
    ],
    [
      "rows of Logs Insights",
      "a.ndjson",
      [call("1"), call("2")].map((one) => JSON.stringify({ "@message": JSON.stringify(one) })).join("\n"),
    ],
  ])("%s", async (_name, path, content) => {
    await put(path, content);
    const answer = await ask();
    expect(answer.ids).toEqual(["1", "2"]);
    expect(answer.completeness).toMatchObject({
      engine: "archive",
      accounts: ["111122223333"],
      regions: ["eu-central-1"],
      pagesRead: 1,
      scanned: 2,
      matched: 2,
      settled: true,
      truncated: undefined,
      notes: [],
    });
  });
});

test("a single file can be asked", async () => {
  await put("a.json", JSON.stringify([call("1")]));
  expect((await ask({}, {}, join(folder, "a.json"))).ids).toEqual(["1"]);
});

test("paths decide which files are opened, and the day of delivery may be the next", async () => {
  await put(slot("0805"), zip({ Records: [call("1")] }));
  await put(slot("0925"), zip({ Records: [call("late")] }));
  await put(slot("0700"), "never opened");
  await put(slot("1100"), "never opened");
  await put(slot("0805", "444455556666"), "never opened");
  await put(slot("0805", "111122223333", "us-east-1"), "never opened");
  await put("AWSLogs/111122223333/CloudTrail-Digest/eu-central-1/2026/05/04/d.json.gz", "never opened");
  const answer = await ask({ account: "111122223333", regions: ["eu-central-1"] });
  expect(answer.ids).toEqual(["1", "late"]);
  expect(answer.completeness).toMatchObject({ pagesRead: 2, notes: [], truncated: undefined });
  expect(answer.seen.map(({ pagesRead, matched }) => [pagesRead, matched])).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

test("the account in the path decides over the one in the records, which a publisher may have replaced", async () => {
  await put(slot("0805"), zip({ Records: [call("1", { recipientAccountId: "444455556666" })] }));
  expect((await ask({ account: "111122223333" })).ids).toEqual(["1"]);
});

test("without an account in the path the record decides, and always on the Region", async () => {
  await put(
    "a.json",
    JSON.stringify([
      call("1"),
      call("2", { recipientAccountId: "444455556666" }),
      call("3", { awsRegion: "us-east-1" }),
    ]),
  );
  expect((await ask({ account: "111122223333", regions: ["eu-central-1"] })).ids).toEqual(["1"]);
  expect((await ask()).completeness).toMatchObject({
    accounts: ["111122223333", "444455556666"],
    regions: ["eu-central-1", "us-east-1"],
  });
});

test("the same file twice counts once", async () => {
  await put("a.json", JSON.stringify([call("1"), call("2")]));
  await put("copy/b.json.gz", zip([call("1"), call("2")]));
  const { completeness, rows } = await ask();
  expect(completeness).toMatchObject({ scanned: 4, matched: 2, duplicatesDropped: 2 });
  expect(rows).toMatchObject([{ count: 1 }, { count: 1 }]);
});

describe("a broken file is left with a count, the others are read", () => {
  test.each<[string, string | Buffer, string]>([
    [
      "not gzip",
      Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.from("nonsense")]),
      "it is not gzip, or cut off",
    ],
    ["gzip that was cut off", zip([call("9")]).subarray(0, -12), "it is not gzip, or cut off"],
    ["a gzip bomb of blanks", gzipSync(Buffer.alloc(3_000_000, " ")), "it inflates beyond 1000000 bytes"],
    ["a gzip bomb of zeros", gzipSync(Buffer.alloc(3_000_000)), "it does not hold JSON objects"],
    ["one endless record", gzipSync(`{"a":"${"x".repeat(900_000)}`), "a record is larger than 100000 bytes"],
    ["brackets without end", "[".repeat(100_000), "it is nested deeper than 100"],
    ["text", "hello", "it does not hold JSON objects"],
    ["JSON that was cut off", '{"Records":[{"eventTi', "it is cut off"],
  ])("%s", async (_name, content, because) => {
    await put("b.json.gz", content);
    await put("a.json", JSON.stringify([call("1")]));
    await put("c.json", JSON.stringify([call("2")]));
    const answer = await ask({}, { fileBytes: 1_000_000, recordBytes: 100_000 });
    expect(answer.ids).toEqual(["1", "2"]);
    expect(answer.completeness.notes).toEqual([
      `1 file could not be read to the end (b.json.gz: ${because}).`,
    ]);
    expect(describeCompleteness(answer.completeness)[0]).toContain(
      "not complete: 1 of 3 files or folders could not be read to the end",
    );
  });

  test("hostile file names cannot reach a terminal", async () => {
    await put("\u001b[31mred\u202e.json", "hello");
    expect((await ask()).completeness.notes.join()).not.toMatch(/\p{Cc}|\u202e/u);
  });

  test("objects that are no records are counted", async () => {
    await put(
      "a.json",
      JSON.stringify([
        call("1"),
        { Parameters: 1 },
        { detail: { state: "ALARM" }, "detail-type": "CloudWatch Alarm State Change" },
      ]),
    );
    const digest = { digestStartTime: "2026-05-04T08:00:00Z", logFiles: [{ s3Object: "x" }] };
    await put("digest.json", JSON.stringify(digest));
    await put("half.ndjson", `${JSON.stringify(call("2"))}\n{"eventTime":nonsense}\n`);
    const answer = await ask();
    expect(answer.ids).toEqual(["1", "2"]);
    expect(answer.completeness.notes).toEqual(["4 objects skipped that are no CloudTrail records."]);
  });

  test("reading stops at the bound for all files together", async () => {
    for (const name of ["a", "b", "c"])
      await put(`${name}.json`, JSON.stringify([call(name, { userAgent: "x".repeat(1_500_000) })]));
    const answer = await ask({}, { totalBytes: 2 * 1024 * 1024 });
    expect(answer.ids).toEqual(["a"]);
    expect(answer.completeness.truncated).toBe(
      "reading stopped after 2 MB in 1 files; ask for a shorter window",
    );
  });
});

describe("an empty answer says why it is empty", () => {
  test("there is no such folder", async () => {
    await expect(ask({}, {}, join(folder, "missing"))).rejects.toThrow(
      /There is no folder .*missing.* Give the one that holds/,
    );
  });

  test("the folder holds no CloudTrail files", async () => {
    await put("readme.txt", "hello");
    expect((await ask()).completeness.notes[0]).toContain(
      "No CloudTrail file (.json or .json.gz) for this window",
    );
  });

  test("it holds other accounts or Regions only", async () => {
    await put(slot("0805"), zip({ Records: [call("1")] }));
    expect((await ask({ account: "444455556666" })).completeness.notes).toEqual([
      "No file of account 444455556666 in this archive; it holds account 111122223333.",
    ]);
    expect((await ask({ regions: ["us-east-1"] })).completeness.notes).toEqual([
      "No file of any account, us-east-1 in this archive; it holds eu-central-1.",
    ]);
  });
});

test("links are not followed, so a circle of them does not hang", async () => {
  await put("a.json", JSON.stringify([call("1")]));
  await symlink(folder, join(folder, "circle"));
  const answer = await ask();
  expect(answer.ids).toEqual(["1"]);
  expect(answer.completeness.notes).toEqual(["1 symbolic link not followed."]);
});

test("a question can be cancelled between and within files", async () => {
  for (let index = 0; index < 5; index += 1) await put(`${index}.json`, JSON.stringify([call(`${index}`)]));
  const engine = createArchiveEngine({ folder, now: () => new Date() });
  const reason = new Error("cancelled by alice");
  const already = AbortSignal.abort(reason);
  await expect(engine.ask(request(), { signal: already, progress: () => {} })).rejects.toBe(reason);

  const controller = new AbortController();
  let files = 0;
  const asked = engine.ask(request(), {
    signal: controller.signal,
    progress: () => {
      files += 1;
      if (files === 2) controller.abort(reason);
    },
  });
  await expect(asked).rejects.toBe(reason);
  expect(files).toBe(2);
});

test("access logs are not in an archive", async () => {
  const query = { ...request().query, from: "access-log" as const };
  await expect(ask({ query })).rejects.toThrow(/An archive holds CloudTrail records/);
});

test("the plan says what paths decide and gives a command that asks the same", () => {
  const engine = createArchiveEngine({ folder: "/data/it's here", now: () => new Date() });
  const query = bindQuery(parseQueryFile("where: { eventName: Get* }", "q.yml"), literalFill);
  const plan = engine.plan(request({ query, account: "111122223333", regions: ["eu-central-1"] }));
  expect(plan.pushedDown).toContain("account 111122223333, by folder or file name");
  expect(plan.checkedHere[0]).toContain("eventName = Get*");
  const [own, byHand] = plan.command.split("\n: 'or without Cairn:'\n");
  expect(
    own,
  ).toBe(`cairn query --archive '/data/it'\\''s here' --account 111122223333 --region eu-central-1 --from 2026-05-04T08:00:00.000Z --to 2026-05-04T08:30:00.000Z --file - <<'QUERY'
from: cloudtrail
where:
  eventName: Get*
limit: 100
services: hide
QUERY`);
  expect(byHand).toContain(
    `find '/data/it'\\''s here' -type f '(' -name '*.json' -o -name '*.json.gz' ')' '(' '!' -name '*_CloudTrail*_*' -o -name '111122223333_CloudTrail*_eu-central-1_*' ')' -exec gzip -cdf '{}' + | jq -c `,
  );
});
