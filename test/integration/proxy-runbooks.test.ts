import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runRunbookCommand } from "../../src/cli/runbook/runbook.ts";
import { badDeploy } from "../../src/sandbox/scenarios/bad-deploy.ts";
import { proxyAbuse } from "../../src/sandbox/scenarios/proxy-abuse.ts";
import type { Scenario } from "../../src/sandbox/scenarios/scenario.ts";
import { writeAccessLogs } from "../../src/sandbox/scenarios/write-access-logs.ts";
import { writeTrail } from "../../src/sandbox/scenarios/write-trail.ts";

const now = new Date("2026-11-20T03:00:00Z");
const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

interface WalkedJson {
  steps: {
    id: string;
    answer?: {
      rows: Record<string, unknown>[];
      completeness: { matched: number; logs?: string[]; notes: string[] };
    };
    findings: { level: string; say: string }[];
  }[];
  severity: string;
  outcome: string;
}

/** CloudTrail's files and the proxies' logs as they lie on a disk, walked by hand. */
async function walk(story: Scenario, id: string, start: Date, answers: string[]): Promise<WalkedJson> {
  const folder = await mkdtemp(join(tmpdir(), "proxy-story-"));
  folders.push(folder);
  await writeTrail(story.records, join(folder, "trail"));
  await writeAccessLogs(story.accessLogs ?? [], join(folder, "proxies"));
  let [stdout, stderr] = ["", ""];
  const code = await runRunbookCommand(
    [
      ...["run", id, "--archive", join(folder, "trail"), "--access-logs", join(folder, "proxies")],
      ...["--trusted-proxy", "10.0.0.0/8", "--start", start.toISOString(), "--json"],
      ...answers.flatMap((answer) => ["--answer", answer]),
    ],
    {
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
      now: () => now,
    },
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

const stepOf = (walked: WalkedJson, id: string) => walked.steps.find((step) => step.id === id);

describe("proxy-credential-abuse, over the logs of three proxies and a trail", () => {
  const story = proxyAbuse({ now, ordinaryRecords: 3_000 });
  const known = story.answer.steps["proxy-credential-abuse"] ?? {};
  let walked: WalkedJson;
  beforeAll(async () => {
    const start = story.alarms[0]?.at ?? now;
    walked = await walk(story, "proxy-credential-abuse", start, ["verdict=got-in", "watch=gone"]);
  });

  test.each(Object.keys(known))("finds what the story knows of %s", (id) => {
    const answer = stepOf(walked, id)?.answer;
    expect(answer?.completeness.matched).toBe(known[id]?.matched);
    for (const [column, counts] of Object.entries(known[id]?.counts ?? {})) {
      const name = column === "clientIp" ? "ip" : column;
      const rows = answer?.rows.filter((row) => name in row && row[name] !== null) ?? [];
      if (rows.length === 0) continue;
      const found: Record<string, number> = {};
      for (const row of rows)
        found[String(row[name])] = (found[String(row[name])] ?? 0) + Number(row.count ?? 1);
      expect(found).toEqual(counts);
    }
  });

  test("ends where the story ends, and says which logs it read", () => {
    expect(walked).toMatchObject({ severity: story.answer.severity, outcome: "contained" });
    expect(stepOf(walked, "who-fails")?.answer?.completeness).toMatchObject({
      logs: [expect.stringMatching(/proxies \(auto\)$/)],
      notes: [],
    });
    expect(stepOf(walked, "same-address")?.answer?.completeness.logs).toBeUndefined();
  });

  test("shows no credential of the logs and no token of the trail", () => {
    const text = JSON.stringify(walked);
    for (const secret of story.answer.secrets) expect(text).not.toContain(secret);
  });
});

test("proxy-errors names the change behind the errors, over the gateway's log and a trail", async () => {
  const story = badDeploy({ now, ordinaryRecords: 3_000 });
  const start = story.alarms.find(({ alarmName }) => alarmName === "shop-api-5xx")?.at ?? now;
  const walked = await walk(story, "proxy-errors", start, ["verdict=change", "gone=gone"]);
  const { change, failingRoute, serverErrors } = story.answer;
  expect(stepOf(walked, "where")?.answer?.completeness.matched).toBe(serverErrors);
  expect(stepOf(walked, "shape")?.findings[0]?.say).toContain(failingRoute);
  expect(stepOf(walked, "what-changed")?.answer?.rows.map(({ eventID }) => eventID)).toContain(
    change.eventID,
  );
  expect(stepOf(walked, "just-before")?.findings[0]).toMatchObject({
    level: "critical",
    say: expect.stringContaining(change.byRole),
  });
  expect(walked.outcome).toBe("explained");
});
