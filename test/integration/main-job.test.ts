import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, expect, test } from "vitest";
import { connectAccount } from "../../src/aws/connect/connect.ts";
import { checkStory } from "../../src/cli/demo/demo-check.ts";
import { playStory } from "../../src/cli/demo/demo-player.ts";
import { createLog } from "../../src/log.ts";
import { startAccount } from "../../src/sandbox/aws/index.ts";
import { stolenKey } from "../../src/sandbox/scenarios/stolen-key.ts";
import { startWorkspace } from "../../src/sandbox/slack/index.ts";
import { openPool } from "../../src/store/database/pool.ts";
import { createStore } from "../../src/store/store.ts";
import { ask, useDatabase } from "./postgres.ts";

const root = join(import.meta.dirname, "../..");
const region = "eu-central-1";
const server = useDatabase({ migrated: false });
const credentials = { accessKeyId: "sandbox", secretAccessKey: "sandbox" };
const stops: (() => Promise<unknown> | unknown)[] = [];

afterAll(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Cairn as `npm start` runs it: a process of its own that knows its settings and nothing else. */
function startProcess(
  settings: string,
  env: Record<string, string>,
): { child: ChildProcess; output: () => string } {
  const file = join(mkdtempSync(join(tmpdir(), "cairn-main-")), "cairn.yml");
  writeFileSync(file, settings);
  const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    cwd: root,
    env: { ...process.env, ...env, CAIRN_CONFIG: file },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  stops.push(async () => {
    if (child.exitCode !== null) return;
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
  });
  return { child, output: () => output };
}

const exited = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once("exit", resolve));

/** Numbers of incidents begin at 1 in each. */
async function ownDatabase(): Promise<string> {
  const name = `cairn_${randomUUID().replaceAll("-", "")}`;
  await ask(server.url, `create database ${name}`);
  stops.unshift(() => ask(server.url, `drop database if exists ${name} with (force)`));
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return url.href;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

// Both at once: most of their time is waiting for Slack's pace.
test.concurrent.each(["socket", "http"] as const)(
  "from the alarm to the transcript over %s",
  { timeout: 240_000 },
  async (mode) => {
    const scenario = stolenKey({ now: new Date() });
    const slackPort = await freePort();
    const workspace = await startWorkspace({
      manifestFile: join(root, "manifest.yml"),
      ...(mode === "http" ? { requestUrl: `http://127.0.0.1:${slackPort}/slack/events` } : {}),
    });
    stops.push(() => workspace.stop());
    const account = await startAccount({ accountId: scenario.accountId, records: scenario.records });
    stops.push(() => account.stop());
    const shared = { region, endpoint: account.url, credentials };
    const sqs = new SQSClient(shared);
    await connectAccount(
      { sqs, eventbridge: new EventBridgeClient(shared), accountId: account.accountId },
      { mode: "apply", region },
    );
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "cairn-alarms" }));
    const databaseUrl = await ownDatabase();

    const { child, output } = startProcess(
      `
slack: { channel: C0INCIDENTS, mode: ${mode}, port: ${slackPort} }
people: { responders: [U0RESPONDER], leads: [U0LEAD] }
accounts:
  - id: "${scenario.accountId}"
    regions: [${region}, us-east-1]
    role: arn:aws:iam::${scenario.accountId}:role/cairn
    # Event history cannot be asked by address: that step would read all of it, two pages a second.
    logGroups: [{ region: ${region}, name: aws/cloudtrail/managementevents }]
intake: { queue: "${QueueUrl}", region: ${region} }
budget: { lookupEvents: 2, filterLogEvents: 5 }
`,
      {
        SLACK_BOT_TOKEN: workspace.botToken,
        SLACK_APP_TOKEN: workspace.appToken,
        SLACK_SIGNING_SECRET: workspace.signingSecret,
        SLACK_API_URL: workspace.apiUrl,
        DATABASE_URL: databaseUrl,
        CAIRN_AWS_ENDPOINT: account.url,
        AWS_ACCESS_KEY_ID: "sandbox",
        AWS_SECRET_ACCESS_KEY: "sandbox",
        AWS_REGION: region,
      },
    );
    for (const alarm of scenario.alarms)
      if (alarm.kind === "contributor") account.raiseContributorAlarm(alarm);

    const transcript = await playStory({ workspace, scenario }, { tell: () => {} }).catch((error) => {
      throw new Error(`${error.message}\n${output()}`);
    });
    const pool = await openPool({ databaseUrl, log: createLog({ level: "silent" }) });
    stops.push(() => pool.end());
    const store = createStore({ pool, newId: randomUUID, clock: () => new Date(), destinations: ["slack"] });
    expect(await checkStory({ store, scenario, workspace }, transcript)).toEqual([]);
    const report = workspace.report();
    expect(report.duplicates).toEqual([]);

    child.kill("SIGTERM");
    expect(await exited(child)).toBe(0);
  },
);

test("wrong settings are all told at once, and the process ends with 2", { timeout: 60_000 }, async () => {
  const { child, output } = startProcess("slack: { channel: incidents }\n", { SLACK_BOT_TOKEN: "nonsense" });
  expect(await exited(child)).toBe(2);
  expect(output()).toMatch(/cairn\.yml:1: slack\.channel/);
  expect(output()).toMatch(/accounts/);
  expect(output()).toMatch(/SLACK_BOT_TOKEN/);
});
