import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stolenKey } from "../../sandbox/scenarios/stolen-key.ts";
import { writeTrail } from "../../sandbox/scenarios/write-trail.ts";
import { runQueryCommand } from "./query.ts";

const { records, answer } = stolenKey({ now: new Date("2026-11-20T12:00:00Z") });
let folder = "";
let question = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cairn-compare-"));
  question = join(folder, "q.yml");
  await writeTrail(records, join(folder, "trail"));
  const where = `{ userIdentity.accessKeyId: ${answer.key} }`;
  await writeFile(question, `from: cloudtrail\nwhere: ${where}\nby: [sourceIPAddress]\n`);
});
afterAll(() => rm(folder, { recursive: true }));

async function query(...more: string[]) {
  let [stdout, stderr] = ["", ""];
  const argv = ["--archive", join(folder, "trail"), "--file", question, ...more];
  const code = await runQueryCommand(argv, {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
  });
  return { code, stdout, stderr };
}
const window = ["--from", answer.firstIntruderCallAt, "--to", "2026-11-20T12:00:00Z"];

test("cairn query marks the addresses that the key was never used from, in words and as JSON", async () => {
  const { stdout } = await query(...window, "--baseline", "14d");
  for (const address of answer.newAddresses) expect(stdout).toContain(`${address} · new`);
  expect(stdout).not.toContain(`${answer.officeAddress} · new`);
  expect(stdout).toContain("reaches back 1 d only, not 14 d");
  const { firstSeen } = JSON.parse((await query(...window, "--baseline", "14d", "--json")).stdout);
  expect(firstSeen.marks.map(({ value }: { value: string }) => value).sort()).toEqual(
    [...answer.newAddresses].sort(),
  );
  expect(JSON.parse((await query(...window, "--json")).stdout)).not.toHaveProperty("firstSeen");
});

test("a baseline needs a window and a length", async () => {
  expect(await query("--baseline", "14d")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--last"),
  });
  expect(await query(...window, "--baseline", "long")).toMatchObject({ code: 2 });
});
