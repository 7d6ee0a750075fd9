import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runRunbookCommand } from "./runbook.ts";

const fixtures = join(import.meta.dirname, "../../../test/fixtures/runbooks");
const sound = join(fixtures, "sound");
const folder = mkdtempSync(join(tmpdir(), "cairn-runbook-"));
const alarmFile = join(folder, "alarm.json");
const key = "AKIAIOSFODNN7EXAMPLE";
const now = new Date("2026-11-20T03:00:00Z");

const call = (minute: string, sourceIPAddress: string, more: object = {}) => ({
  eventVersion: "1.09",
  eventTime: `2026-11-20T02:${minute}:00Z`,
  eventSource: "iam.amazonaws.com",
  eventName: "ListUsers",
  awsRegion: "us-east-1",
  sourceIPAddress,
  userAgent: "aws-cli/2",
  eventID: `id-${minute}-${sourceIPAddress}`,
  recipientAccountId: "111122223333",
  userIdentity: {
    type: "IAMUser",
    arn: "arn:aws:iam::111122223333:user/exporter\u001b[31m",
    accessKeyId: key,
    userName: "exporter",
  },
  ...more,
});

async function cairn(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const code = await runRunbookCommand(argv, {
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    now: () => now,
  });
  return { code, out, err };
}

const run = (...more: string[]) =>
  cairn("run", "small-and-sound", "--runbooks", sound, "--archive", join(folder, "trail.json"), ...more);

beforeAll(() => {
  const records = [call("10", "192.0.2.7"), call("20", "203.0.113.77"), call("21", "203.0.113.77")];
  writeFileSync(join(folder, "trail.json"), JSON.stringify({ Records: records }));
  writeFileSync(
    alarmFile,
    JSON.stringify({
      version: "0",
      id: "c4c1c1c9-6542-e61b-6ef0-8c4d36933a92",
      "detail-type": "CloudWatch Alarm State Change",
      source: "aws.cloudwatch",
      account: "111122223333",
      time: "2026-11-20T02:30:00Z",
      region: "eu-central-1",
      resources: ["arn:aws:cloudwatch:eu-central-1:111122223333:alarm:denied"],
      detail: {
        alarmName: "denied",
        state: { value: "ALARM", reason: "", timestamp: "2026-11-20T02:30:00.000+0000" },
        previousState: { value: "OK", reason: "", timestamp: "2026-11-20T02:00:00.000+0000" },
        configuration: { metrics: [] },
      },
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("check", () => {
  test("names every fault with a path that can be opened, and fails", async () => {
    const { code, out, err } = await cairn("check", join(fixtures, "broken"));
    expect(code).toBe(1);
    expect(err).toContain(`${join(fixtures, "broken", "unknown-key.md")}:21: unknown key "colour"`);
    expect(err).toContain("five-faults.md:29:");
    expect(out).toMatch(/^0 sound, \d+ with faults/);
  });

  test("shows nothing of a file that a terminal could act on", async () => {
    writeFileSync(join(folder, "odd.md"), '---\nid: odd\n"\\e[31mred": 1\n---\n');
    const { err } = await cairn("check", folder);
    expect(err).toContain("odd.md:3: unknown key");
    expect(err.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  test("is content with sound runbooks", async () => {
    expect(await cairn("check", sound)).toMatchObject({ code: 0, err: "" });
  });

  test("a folder that is not there is bad input", async () => {
    expect(await cairn("check", join(folder, "nowhere"))).toMatchObject({ code: 2, out: "" });
  });
});

test("list, show and schema print what there is", async () => {
  expect((await cairn("list", sound)).out).toContain("small-and-sound  P3  A runbook that is sound");
  expect((await cairn("show", "small-and-sound", "--runbooks", sound)).out).toContain("## Was it you?");
  expect(JSON.parse((await cairn("schema")).out).title).toBe("Cairn runbook");
});

describe("run", () => {
  const withKey = ["--input", `key=${key}`];

  test("walks over an archive and prints rows, findings and the way", async () => {
    const { code, out } = await run(...withKey);
    expect(code).toBe(0);
    expect(out).toContain("203.0.113.77");
    expect(out).toContain("WARNING: 2 addresses used AKIA…MPLE. [P2]");
    expect(out).toContain("Way: who → was-it-you (not-mine) → switch-off → over");
    expect(out).toContain("Severity: P2, raised from P3");
  });

  test("says what nobody was asked and nothing was done", async () => {
    const { out } = await run(...withKey);
    expect(out).toContain('Nobody was asked, so "not-mine" counts.');
    expect(out).toContain(
      "Outcome: benign, had people answered and done as said above (was-it-you, switch-off)",
    );
  });

  test("takes answers and follows them", async () => {
    const { out } = await run(...withKey, "--answer", "was-it-you=mine");
    expect(out).toContain("Way: who → was-it-you (mine) → over");
    expect(out).toContain("Outcome: benign\n");
  });

  test("the alarm's time is when the trouble began", async () => {
    const { out } = await run(...withKey, "--alarm", alarmFile, "--json");
    expect(JSON.parse(out).inputs.window).toEqual({
      from: "2026-11-19T02:30:00.000Z",
      to: now.toISOString(),
      open: true,
    });
  });

  test("prints JSON for programs", async () => {
    const report = JSON.parse((await run(...withKey, "--json")).out);
    expect(report.path).toEqual(["who", "was-it-you", "switch-off", "over"]);
    expect(report.steps[0].answer.rows).toHaveLength(2);
    expect(report.steps[0].answer.completeness.engine).toBe("archive");
    expect(report.steps[0].findings[0]).toMatchObject({ level: "warning", say: `2 addresses used ${key}.` });
  });

  test.each([["text"], ["json"]])(
    "no escape sequence of a record reaches the terminal (%s)",
    async (form) => {
      const { out } = await run(...withKey, ...(form === "json" ? ["--json"] : []));
      expect(out).toContain("exporter");
      expect([...out].filter((character) => character !== "\n" && /\p{Cc}/u.test(character))).toEqual([]);
    },
  );

  test("nothing found is said as such, with how far the data reaches", async () => {
    const { out } = await run("--input", "key=AKIAI44QH8DHBEXAMPLE");
    expect(out).toContain("UNKNOWN: Nothing was found in what was searched.");
    expect(out).toContain("the data seen reaches to 2026-11-20 02:21:00 UTC");
    expect(out).toContain("Way: who → over");
  });
});

describe("bad input ends with 2 and names what to give", () => {
  const good = ["--input", `key=${key}`];
  test.each([
    [[], 'The input "key" (access-key-id) is missing: Which access key? Give it with --input key=…'],
    [["--input", "key=root"], "--input key: "],
    [["--input", "colour=red", ...good], 'There is no input "colour"'],
    [["--input", "key"], "--input takes name=value"],
    [[...good, "--answer", "was-it-you=mime"], 'none of mine, not-mine. Did you mean "mine"?'],
    [[...good, "--answer", "who=mine"], "asks nothing"],
    [[...good, "--answer", "nobody=mine"], 'has no step "nobody"'],
    [[...good, "--start", "yesterday"], "--start takes a time"],
    [[...good, "--alarm", "/nowhere.json"], "no readable alarm"],
    [[...good, "--colour", "red"], "cairn runbook check"],
  ])("%j", async (more, words) => {
    const { code, out, err } = await run(...more);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(words);
  });

  test("a file that is no alarm", async () => {
    const { code, err } = await run("--alarm", join(folder, "trail.json"));
    expect(code).toBe(2);
    expect(err).toContain("is no alarm");
  });

  test("no archive, no runbook, an unknown or a broken one, an unknown verb", async () => {
    expect((await cairn("run", "small-and-sound", "--runbooks", sound)).err).toContain("--archive DIR");
    expect((await cairn("run", "--runbooks", sound)).err).toContain("Name a runbook");
    expect((await cairn("show", "small-and-sond", "--runbooks", sound)).err).toContain(
      'Did you mean "small-and-sound"?',
    );
    const broken = await cairn("show", "unknown-key", "--runbooks", join(fixtures, "broken"));
    expect(broken).toMatchObject({ code: 2, err: expect.stringContaining("unknown-key.md:21:") });
    expect(await cairn("fly")).toMatchObject({ code: 2, err: expect.stringContaining("is unknown") });
    expect((await cairn()).code).toBe(2);
    expect((await cairn("--help")).code).toBe(0);
  });
});
