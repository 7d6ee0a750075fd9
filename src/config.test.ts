import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
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
  for (const name of ["trail", "logs"]) mkdirSync(join(folder, name));
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
    `${good}accessLogs:\n  - { account: "111122223333", format: nginx }\n  - { account: "111122223333", folder: logs, trustedProxies: [10.0.0.0/40] }\n`,
  );
  expect(faults).toMatch(/cairn\.yml:6: accessLogs\.0\.format: must be one of auto, apigateway-json/);
  expect(faults).toMatch(
    /cairn\.yml:7: accessLogs\.1\.trustedProxies\.0: "10\.0\.0\.0\/40" is not a network/,
  );
  expect(faultsOf(`${good}accessLogs:\n  - { account: "111122223333" }\n`)).toContain(
    "needs either logGroup or folder",
  );
  expect(faultsOf(`${good}accessLogs:\n  - { account: "444455556666", folder: logs }\n`)).toContain(
    "accessLogs: 444455556666 is none of the accounts",
  );
});

test("a missing secret is told beside what is wrong in the file, and the other way round", () => {
  const faults = faultsOf("slack: { channel: incidents }\n", { LOG_LEVEL: "loud" });
  for (const each of ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "LOG_LEVEL", "slack.channel", "accounts"])
    expect(faults).toContain(each);
  expect(faultsOf("slack: { mode: http, channel: 1 }\n", {})).toContain("SLACK_SIGNING_SECRET");
  expect(faultsOf(`${good}intake: { topics: ["arn:aws:sns:eu-central-1:111122223333:t"] }\n`, {})).toMatch(
    /SLACK_APP_TOKEN[\s\S]*intake\.topics needs http\.port/,
  );
});

test.each([
  ["colour: red", /cairn\.yml:5: Unrecognized key: "colour"/],
  ["severity: P2\ncolour: red", /cairn\.yml:6: Unrecognized key: "colour"/],
  ["runbooks: missing", /cairn\.yml:5: runbooks: .*missing is no folder that is there/],
  [
    "routes:\n  - { match: { name: x }, runbook: nope }",
    /cairn\.yml:6: routes\.0\.runbook: there is no nope\.md/,
  ],
  [
    "lists: { trusted: [192.0.2.0/24, 300.1.1.1] }",
    /cairn\.yml:5: lists\.trusted\.1: "300\.1\.1\.1" is not a network/,
  ],
  ["lists: { trusted: [10.0.0.0/40] }", /is not a network/],
  ["identities: [{ slack: U0ADA }]", /identities\.0: names nobody: give it principal, session or subject/],
  ['identities: [{ session: "*" }]', /identities\.0: needs one of slack, email and pipeline/],
  ['identities: [{ session: "*", slack: U0ADA, email: true }]', /needs one of slack, email and pipeline/],
  ['identities: [{ session: "*", email: example.com }]', /must be true or a domain such as "@example\.com"/],
  ['identities: [{ session: "*", slack: ada }]', /must be a person's id \(U…\)/],
  ["baseline: 3h", /baseline: must be a length from 1d to 90d/],
  [
    'accessLogs:\n  - { account: "111122223333", folder: gone }',
    /cairn\.yml:6: accessLogs\.0\.folder: .*gone is no/,
  ],
])("%j is a fault with its line", (line, fault) => {
  expect(faultsOf(`${good}${line}\n`)).toMatch(fault);
});

test("an account twice, a folder that is not there and a command name twice are faults", () => {
  const twice = `${good}  - { id: "111122223333", regions: [eu-central-1], archive: gone }\n`;
  expect(faultsOf(twice)).toMatch(/cairn\.yml:5: accounts\.1\.id: 111122223333 is there twice/);
  const other = twice.replace(
    '- { id: "111122223333", regions: [eu-central-1], archive: g',
    '- { id: "444455556666", regions: [eu-central-1], archive: g',
  );
  expect(faultsOf(other)).toMatch(/cairn\.yml:5: accounts\.1\.archive: .*gone is no folder/);
  const names = good.replace("C0INCIDENTS }", "C0INCIDENTS, commands: { incident: /x, runbook: /x } }");
  expect(faultsOf(names)).toMatch(/slack\.commands: must be three different names/);
});

test("names and prefixes in a list are taken as they are, and a route may name a shipped runbook", () => {
  const { config } = read(
    `${good}lists: { trusted: [192.0.2.0/24, "2001:db8::/32"], roles: [deploy, "arn:aws:iam::111122223333:role/x"] }\nroutes:\n  - { match: { name: x }, runbook: access-key-compromise }\n`,
  );
  expect(config().file.lists.roles).toHaveLength(2);
});

test("a port is a port", () => {
  expect(faultsOf(good, { ...env, CAIRN_HTTP_PORT: "70000" })).toContain("CAIRN_HTTP_PORT: must be a port");
});
