import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { proxyAbuse } from "./proxy-abuse.ts";
import { writeAccessLogs } from "./write-access-logs.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "access-logs-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("each proxy's log lies in a folder of its own, a request a line", async () => {
  const { accessLogs = [] } = proxyAbuse({ now: new Date("2026-11-20T12:00:00Z"), ordinaryRecords: 200 });
  const files = await writeAccessLogs(accessLogs, folder);
  expect(files.map((file) => relative(folder, file))).toEqual([
    "api-gateway/access.log",
    "kong/access.log",
    "envoy/access.log",
  ]);
  for (const [at, file] of files.entries()) {
    const lines = (await readFile(file, "utf8")).split("\n");
    expect(lines.pop()).toBe("");
    expect(lines).toEqual(accessLogs[at]?.lines.map(({ text }) => text));
  }
});
