import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runRunbookCommand } from "../../src/cli/runbook/runbook.ts";
import { NOW, storyAccount } from "./sandbox-account.ts";

let folder: string;
let account: Awaited<ReturnType<typeof storyAccount>>;
const before = { ...process.env };

beforeAll(async () => {
  account = await storyAccount();
  folder = mkdtempSync(join(tmpdir(), "cairn-canaries-"));
  process.env.CAIRN_CONFIG = join(folder, "cairn.yml");
  process.env.CAIRN_AWS_ENDPOINT = account.url;
  process.env.AWS_ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE";
  process.env.AWS_SECRET_ACCESS_KEY = "not-a-secret";
});
afterAll(async () => {
  process.env = before;
  await account.stop();
  rmSync(folder, { recursive: true });
});

function settings(more = ""): void {
  const text = `slack: { channel: C0INCIDENTS }
accounts:
  - id: "${account.accountId}"
    regions: [eu-central-1, us-east-1]
    logGroups: [{ region: eu-central-1, name: aws/cloudtrail/managementevents }]
${more}budget: { lookupEvents: 1000, filterLogEvents: 1000 }
`;
  writeFileSync(join(folder, "cairn.yml"), text);
}

async function canaries(...argv: string[]) {
  let [out, err] = ["", ""];
  const code = await runRunbookCommand(["test", ...argv, "--on", "real"], {
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    now: () => NOW,
  });
  return { code, out, err };
}

test("every question of the shipped runbooks is answered by the account, with few calls, and nothing is written", async () => {
  settings();
  const { code, out } = await canaries("--json");
  const { runbooks, ok } = JSON.parse(out) as {
    ok: boolean;
    runbooks: { id: string; steps: { id: string; state: string; why?: string; calls: number }[] }[];
  };
  const steps = runbooks.flatMap(({ id, steps }) => steps.map((step) => ({ ...step, of: id })));
  // Nobody set up access logs here: that is a complaint in words, not a crash.
  const wrong = steps.filter(({ state }) => state !== "ok");
  expect(wrong.filter(({ of }) => !of.startsWith("proxy-"))).toEqual([]);
  for (const { why } of wrong) expect(why).toMatch(/access log/i);
  expect({ code, ok }).toEqual({ code: 1, ok: false });
  expect(steps.length).toBeGreaterThan(80);
  expect(Math.max(...steps.map(({ calls }) => calls))).toBeLessThanOrEqual(12);
  const asked = Object.keys(account.report().calls);
  expect(asked.filter((call) => !/:(LookupEvents|FilterLogEvents|Describe|Get|List)/.test(call))).toEqual([]);
});

test("what the role may not do is told with the statement that is missing", async () => {
  settings();
  const lift = account.fault({ operation: "logs:FilterLogEvents", how: "deny" });
  const { code, out } = await canaries("access-key-compromise").finally(lift);
  expect(code).toBe(1);
  expect(out).toMatch(/PERMISSION +\S+ \(log-group, \d+ calls?/);
  expect(out).toContain('"Action":"logs:FilterLogEvents"');
});

test("an account that is not in the settings, and a place that is not real, are refused", async () => {
  settings();
  expect(await canaries("--account", "999999999999")).toMatchObject({
    code: 2,
    err: expect.stringContaining(`it has ${account.accountId}`),
  });
  writeFileSync(join(folder, "cairn.yml"), "slack: {}\n");
  expect(await canaries()).toMatchObject({
    code: 2,
    err: expect.stringContaining("cannot be read. Without it"),
  });
});
