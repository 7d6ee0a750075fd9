import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createReport } from "../aws/report.ts";
import { readTrailFolder } from "../aws/trails/trail-folder.ts";
import type { TrailRecord } from "./trail-record.ts";
import { writeTrail } from "./write-trail.ts";

const records: TrailRecord[] = ["23:20:00", "23:31:00", "23:52:30", "23:58:59"].map((time, at) => ({
  eventTime: `2026-11-19T${time}Z`,
  eventSource: "sts.amazonaws.com",
  eventName: "GetCallerIdentity",
  awsRegion: at % 2 === 0 ? "eu-central-1" : "us-east-1",
  eventID: `00000000-0000-4000-8000-00000000000${at}`,
  recipientAccountId: "111122223333",
}));
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "trail-"));
});

afterEach(() => rm(folder, { recursive: true }));

test("files lie where CloudTrail puts them, dated by delivery", async () => {
  const files = await writeTrail(records, folder);
  for (const file of files) {
    expect(relative(folder, file)).toMatch(
      /^AWSLogs\/111122223333\/CloudTrail\/([a-z0-9-]+)\/(\d{4})\/(\d\d)\/(\d\d)\/111122223333_CloudTrail_\1_\2\3\4T\d{4}Z_[A-Za-z0-9]{16}\.json\.gz$/,
    );
  }
  const late = files.filter((file) => file.includes("/2026/11/20/"));
  const Records = [];
  for (const file of late) Records.push(...JSON.parse(gunzipSync(await readFile(file)).toString()).Records);
  expect(Records.map((record) => record.eventTime).sort()).toEqual([
    "2026-11-19T23:52:30Z",
    "2026-11-19T23:58:59Z",
  ]);
});

test("what was written is read back, record for record", async () => {
  await writeTrail(records, folder);
  const report = createReport();
  const read = await readTrailFolder(folder, report);
  const sorted = (list: readonly object[]) => list.map((record) => JSON.stringify(record)).sort();
  expect(sorted(read)).toEqual(sorted(records));
  expect(report.read().skippedFiles).toEqual([]);
});

test("a broken file costs itself and nothing else, and digests are no records", async () => {
  const [file = ""] = await writeTrail(records.slice(0, 1), folder);
  await writeFile(join(folder, "broken.json.gz"), "not gzip");
  await writeFile(join(folder, "half.json"), '{"Records":[');
  await writeFile(join(folder, "other.json.gz"), gzipSync('{"hello":1}'));
  await writeFile(join(folder, "list.json"), JSON.stringify([records[1], { no: "event" }]));
  const report = createReport();
  expect(await readTrailFolder(folder, report)).toEqual([records[0], records[1]]);
  expect(
    report
      .read()
      .skippedFiles.map((skipped) => relative(folder, skipped.file))
      .sort(),
  ).toEqual(["broken.json.gz", "half.json", "other.json.gz"]);
  expect(file).toContain("AWSLogs");
});
