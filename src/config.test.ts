import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

const good = `
slack: { channel: C0INCIDENTS }
accounts:
  - { id: "111122223333", regions: [eu-central-1], archive: trail }
`;
const env = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" };

function read(yaml: string, variables: Record<string, string> = env) {
  const folder = mkdtempSync(join(tmpdir(), "cairn-config-"));
  writeFileSync(join(folder, "cairn.yml"), yaml);
  return { folder, config: () => readConfig({ ...variables, CAIRN_CONFIG: join(folder, "cairn.yml") }) };
}

function faultsOf(yaml: string, variables?: Record<string, string>): string {
  try {
    read(yaml, variables).config();
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.join("\n");
    throw error;
  }
  return "";
}

test("what is not set has its default, and folders are found beside the file", () => {
  const { folder, config } = read(good);
  const { file } = config();
  expect(file.slack.mode).toBe("socket");
  expect(file.slack.commands.trail).toBe("/trail");
  expect(file.accounts[0]?.archive).toBe(join(folder, "trail"));
});

test("every fault is told at once, with its line or its variable", () => {
  const faults = faultsOf(
    `slack: { channel: incidents }\naccounts:\n  - id: 111122223333\n    regions: []\n    colour: red\n`,
    {},
  );
  expect(faults).toContain("SLACK_BOT_TOKEN");
  expect(faults).toMatch(/cairn\.yml:1: slack\.channel: must be a channel's id/);
  expect(faults).toMatch(/cairn\.yml:3: accounts\.0\.id/);
  expect(faults).toMatch(/cairn\.yml:4: accounts\.0\.regions: needs at least one Region/);
  expect(faults).toMatch(/colour/);
});

test("a variable set to nothing counts as missing", () => {
  expect(faultsOf(good, { ...env, SLACK_BOT_TOKEN: "" })).toContain("SLACK_BOT_TOKEN: is missing");
});

test("Socket Mode needs its token, and HTTP its signing secret", () => {
  expect(faultsOf(good, { SLACK_BOT_TOKEN: "xoxb-1" })).toContain("SLACK_APP_TOKEN");
  const http = good.replace("{ channel: C0INCIDENTS }", "{ channel: C0INCIDENTS, mode: http }");
  expect(faultsOf(http, { SLACK_BOT_TOKEN: "xoxb-1" })).toContain("SLACK_SIGNING_SECRET");
});

test("a missing file is a fault that says what to do", () => {
  expect(() => readConfig({ ...env, CAIRN_CONFIG: "/nowhere/cairn.yml" })).toThrow(/cannot be read.*README/s);
});

test("broken YAML is named with its line", () => {
  expect(faultsOf("slack: [\naccounts: }")).toMatch(/cairn\.yml:\d+: /);
});

test("an access log lies in a log group or a folder, in a known format, behind networks that are some", () => {
  const { folder, config } = read(`${good}accessLogs:\n  - { account: "111122223333", folder: logs }\n`);
  expect(config().file.accessLogs).toEqual([
    { account: "111122223333", folder: join(folder, "logs"), format: "auto", trustedProxies: [] },
  ]);
  const faults = faultsOf(
    `${good}accessLogs:\n  - { account: "111122223333", format: nginx }\n  - { account: "111122223333", folder: a, trustedProxies: [10.0.0.0/40] }\n`,
  );
  expect(faults).toMatch(/cairn\.yml:6: accessLogs\.0\.format: must be one of auto, apigateway-json/);
  expect(faults).toMatch(
    /cairn\.yml:7: accessLogs\.1\.trustedProxies\.0: "10\.0\.0\.0\/40" is not a network/,
  );
  expect(faultsOf(`${good}accessLogs:\n  - { account: "111122223333" }\n`)).toContain(
    "needs either logGroup or folder",
  );
  expect(faultsOf(`${good}accessLogs:\n  - { account: "444455556666", folder: a }\n`)).toContain(
    "accessLogs: 444455556666 is none of the accounts",
  );
});
