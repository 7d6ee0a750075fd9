import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bindQuery } from "../domain/query/bind.ts";
import { literalFill } from "../domain/query/fill.ts";
import { parseQueryFile } from "../domain/query/parse-query.ts";
import type { QueryRequest } from "../flows/ports.ts";
import { createArchiveEngine } from "./archive-engine.ts";
import type { ArchiveBucket } from "./bucket-files.ts";

const account = "111122223333";
const region = "eu-central-1";
const call = (id: string, fields: object = {}) => ({
  eventVersion: "1.11",
  eventID: id,
  eventTime: "2026-05-04T23:55:00Z",
  eventSource: "iam.amazonaws.com",
  eventName: "GetUser",
  awsRegion: region,
  recipientAccountId: account,
  ...fields,
});
const folderOf = (day: string, owner = account, where = region) =>
  `AWSLogs/${owner}/CloudTrail/${where}/${day}/${owner}_CloudTrail_${where}_`;
const fileOf = (...records: object[]) => gzipSync(JSON.stringify({ Records: records }));

/** A bucket that notes what it is asked, and gives two names a page. */
function fakeBucket(objects: Record<string, Buffer>) {
  const asked: string[] = [];
  const bucket: ArchiveBucket = {
    async list(folder, next) {
      const prefix = folder === "" ? "" : `${folder}/`;
      asked.push(`list ${folder}${next ? " again" : ""}`);
      const below = Object.keys(objects)
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length));
      const all = [...new Set(below.map((name) => name.replace(/\/.*/, "/")))].sort();
      const from = Number(next ?? 0);
      const page = all.slice(from, from + 2);
      return {
        files: page
          .filter((name) => !name.endsWith("/"))
          .map((name) => ({ name, size: objects[prefix + name]?.length ?? 0 })),
        folders: page.filter((name) => name.endsWith("/")).map((name) => name.slice(0, -1)),
        next: from + 2 < all.length ? `${from + 2}` : undefined,
      };
    },
    async get(name) {
      asked.push(`get ${name.split("/").at(-1)}`);
      const bytes = objects[name];
      return bytes ? { bytes } : { unreadable: "it is no longer there" };
    },
  };
  return { bucket, asked };
}

const request: QueryRequest = {
  query: bindQuery(parseQueryFile("by: [eventID]", "q.yml"), literalFill),
  window: { from: new Date("2026-05-04T23:50:00Z"), to: new Date("2026-05-04T23:59:00Z") },
  account,
  regions: [region],
  askedBy: { name: "responder" },
};
const ask = async (
  bucket: ArchiveBucket,
  more: Partial<QueryRequest> = {},
  signal = new AbortController().signal,
) => {
  const engine = createArchiveEngine({
    folder: "s3://trail-logs",
    bucket,
    now: () => new Date("2026-05-06T00:00:00Z"),
  });
  const answer = await engine.ask({ ...request, ...more }, { signal, progress: () => {} });
  return { ...answer, ids: answer.rows.map(({ eventID }) => eventID).sort() };
};

const objects = {
  [`${folderOf("2026/05/04")}20260504T2355Z_a.json.gz`]: fileOf(call("1"), call("2")),
  [`${folderOf("2026/05/04")}20260504T0800Z_b.json.gz`]: fileOf(call("early")),
  [`${folderOf("2026/05/05")}20260505T0005Z_c.json.gz`]: fileOf(call("3")),
  [`${folderOf("2026/05/05")}20260505T0800Z_d.json.gz`]: fileOf(call("late")),
  [`${folderOf("2026/05/03")}20260503T2355Z_e.json.gz`]: fileOf(call("another day")),
  [`${folderOf("2026/05/04", "444455556666")}20260504T2355Z_f.json.gz`]: fileOf(call("another account")),
  [`${folderOf("2026/05/04", account, "us-east-1")}20260504T2355Z_g.json.gz`]: fileOf(call("another Region")),
  [`AWSLogs/${account}/CloudTrail-Digest/${region}/2026/05/04/h.json.gz`]: fileOf(),
  [`AWSLogs/${account}/Config/${region}/2026/5/4/ConfigHistory/i.json.gz`]: fileOf(),
};

test("only files of the account, Region, days and minutes are fetched, and only their folders listed", async () => {
  const { bucket, asked } = fakeBucket(objects);
  const answer = await ask(bucket);
  expect(answer.ids).toEqual(["1", "2", "3"]);
  expect(asked.filter((each) => each.startsWith("get"))).toEqual([
    `get ${account}_CloudTrail_${region}_20260504T2355Z_a.json.gz`,
    `get ${account}_CloudTrail_${region}_20260505T0005Z_c.json.gz`,
  ]);
  expect(asked.filter((each) => each.startsWith("list"))).toEqual([
    "list ",
    "list AWSLogs",
    `list AWSLogs/${account}`,
    `list AWSLogs/${account} again`,
    `list AWSLogs/${account}/CloudTrail`,
    `list AWSLogs/${account}/CloudTrail/${region}/2026/05/04`,
    `list AWSLogs/${account}/CloudTrail/${region}/2026/05/05`,
  ]);
  expect(answer.completeness).toMatchObject({ pagesRead: 2, scanned: 3, truncated: undefined });
  expect(answer.completeness.notes).toEqual([
    expect.stringMatching(/^From S3: 7 list requests, 2 files, 0\.0 MB\.$/),
  ]);
});

test("without a window that has days to name, years and months are looked through", async () => {
  const { bucket, asked } = fakeBucket(objects);
  const whole = { from: new Date(0), to: new Date("9999-12-31T23:59:59Z") };
  const answer = await ask(bucket, { account: "", regions: [], window: whole });
  expect(answer.completeness).toMatchObject({ accounts: [account], pagesRead: 7 });
  expect(asked).toContain(`list AWSLogs/${account}/CloudTrail/${region}/2026/05`);
  expect(asked.join()).not.toMatch(/Digest|Config/);
});

test("a file that is gone by now is told, and the others are read", async () => {
  const { bucket } = fakeBucket(objects);
  const gone: ArchiveBucket = {
    ...bucket,
    get: async (name, asking) =>
      name.endsWith("_a.json.gz") ? { unreadable: "it is no longer there" } : bucket.get(name, asking),
  };
  const answer = await ask(gone);
  expect(answer.ids).toEqual(["3"]);
  expect(answer.completeness.truncated).toContain("1 of 2 files or folders could not be read");
  expect(answer.completeness.notes.join()).toContain("it is no longer there");
});

test("what keeps all files away is said at once", async () => {
  const { bucket } = fakeBucket(objects);
  const denied = new Error("AWS denied s3:GetObject");
  await expect(ask({ ...bucket, get: () => Promise.reject(denied) })).rejects.toBe(denied);
  await expect(ask({ ...bucket, list: () => Promise.reject(denied) })).rejects.toBe(denied);
});

test("files that AWS denies are told with the cure, and the others are read", async () => {
  const { bucket } = fakeBucket(objects);
  const refusal = new Error("AWS denied s3:GetObject. Allow it.");
  const closed: ArchiveBucket = {
    ...bucket,
    get: async (name, asking) =>
      name.endsWith("_a.json.gz")
        ? { unreadable: "AWS denies reading it", refusal }
        : bucket.get(name, asking),
  };
  const answer = await ask(closed);
  expect(answer.ids).toEqual(["3"]);
  expect(answer.completeness.truncated).toContain("1 of 2 files or folders could not be read");
  expect(answer.completeness.notes).toContain(refusal.message);
  expect(answer.completeness.notes.join()).toContain("AWS denies reading it");
});

test("when AWS denies all files the question is denied, after a few of them", async () => {
  const slots = Array.from({ length: 12 }, (_, at) => String(at * 5).padStart(2, "0"));
  const many = Object.fromEntries(
    [...slots.map((minute) => `23${minute}Z_x`), ...slots.map((minute) => `23${minute}Z_y`)].map((name) => [
      `${folderOf("2026/05/04")}20260504T${name}.json.gz`,
      fileOf(call(name)),
    ]),
  );
  const { bucket } = fakeBucket(many);
  const refusal = new Error("AWS denied s3:GetObject. Allow it.");
  let gets = 0;
  const closed: ArchiveBucket = {
    ...bucket,
    async get() {
      gets += 1;
      return { unreadable: "AWS denies reading it", refusal };
    },
  };
  const window = { from: new Date("2026-05-04T23:00:00Z"), to: new Date("2026-05-04T23:59:00Z") };
  await expect(ask(closed, { window })).rejects.toBe(refusal);
  expect(gets).toBeGreaterThan(0);
  expect(gets).toBeLessThanOrEqual(16);
});

test("no more bytes are fetched ahead than are kept in memory", async () => {
  const minutes = Array.from({ length: 40 }, (_, at) => String(at).padStart(2, "0"));
  const many = Object.fromEntries(
    minutes.map((minute) => [
      `${folderOf("2026/05/04")}20260504T23${minute}Z_x.json.gz`,
      fileOf(call(minute)),
    ]),
  );
  const { bucket } = fakeBucket(many);
  let [underWay, most] = [0, 0];
  const large: ArchiveBucket = {
    async list(folder, next, asking) {
      const page = await bucket.list(folder, next, asking);
      return { ...page, files: page.files.map(({ name }) => ({ name, size: 20 * 1024 * 1024 })) };
    },
    async get(name, asking) {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return bucket.get(name, asking);
    },
  };
  const window = { from: new Date("2026-05-04T23:00:00Z"), to: new Date("2026-05-04T23:59:00Z") };
  expect((await ask(large, { window })).completeness.pagesRead).toBe(40);
  // 64 MB hold three of them, and a fourth is begun.
  expect(most).toBe(4);
});

test("a cancelled question fetches no more", async () => {
  const { bucket, asked } = fakeBucket(objects);
  const controller = new AbortController();
  const reason = new Error("cancelled");
  const slow: ArchiveBucket = {
    ...bucket,
    async get(name, asking) {
      controller.abort(reason);
      return bucket.get(name, asking);
    },
  };
  await expect(ask(slow, {}, controller.signal)).rejects.toBe(reason);
  expect(asked.filter((each) => each.startsWith("get")).length).toBeLessThanOrEqual(2);
});

test("the plan estimates the requests, and the command asks the same bucket", () => {
  const { bucket } = fakeBucket(objects);
  const plan = createArchiveEngine({ folder: "s3://trail-logs/org", bucket, now: () => new Date() }).plan(
    request,
  );
  // Four to find the Region, two days, a file every five minutes of 69; 69 minutes of 80 MB a day.
  expect(plan.estimate).toEqual({
    calls: 4 + 2 + 14,
    bytes: 3_833_333,
    seconds: 1,
    dollars: expect.closeTo((6 * 0.005 + 14 * 0.0004) / 1_000, 9),
  });
  expect(plan.why).toContain("about 4 MB for an account of usual size, in about 20 requests");
  expect(plan.unreached).toBeUndefined();
  expect(plan.command).toContain("cairn query --archive s3://trail-logs/org --account 111122223333");
});
