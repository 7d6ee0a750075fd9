import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  CloudTrailClient,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogStreamsCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, describe, expect, test } from "vitest";
import { type AwsClients, createAwsClients } from "../../src/aws/clients.ts";
import { settingsForm } from "../../src/config/form.ts";
import { bindQuery } from "../../src/domain/query/bind.ts";
import { literalFill } from "../../src/domain/query/fill.ts";
import { queryForm } from "../../src/domain/query/form.ts";
import type { QueryEngineName } from "../../src/domain/query/query.ts";
import { describeRecorded } from "../../src/domain/recording/recorded.ts";
import type { TakeBudget } from "../../src/flows/ports.ts";
import { withRecorded } from "../../src/flows/runs/check-recorded.ts";
import { createCoverage } from "../../src/parts/coverage.ts";
import { createEngines } from "../../src/parts/engines.ts";
import { type Account, type AccountOptions, startAccount } from "../../src/sandbox/aws/index.ts";

const account = "111122223333";
const group = "aws/cloudtrail/managementevents";
const minute = 60_000;
const start = Date.parse("2026-11-20T12:00:00Z");
const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "any" };

let sandbox: Account;
let clients: AwsClients;
afterEach(async () => {
  clients.close();
  await sandbox.stop();
});

const record = (minutesAgo: number, more: object = {}) => ({
  eventID: `event-${minutesAgo}`,
  eventTime: new Date(start - minutesAgo * minute).toISOString().replace(".000Z", "Z"),
  eventSource: "ec2.amazonaws.com",
  eventName: "RunInstances",
  awsRegion: "eu-central-1",
  readOnly: false,
  eventCategory: "Management",
  recipientAccountId: account,
  ...more,
});

/** An account whose trail records management events, asked through all that Cairn is in production. */
async function world(options: AccountOptions = {}) {
  let now = start;
  const clock = () => new Date(now);
  sandbox = await startAccount({
    accountId: account,
    clock,
    lookupRatePerSecond: 10_000,
    filterRatePerSecond: 10_000,
    records: [record(20), record(200)],
    dataEvents: false,
    ...options,
  });
  clients = createAwsClients({
    accounts: [{ id: account, roleArn: `arn:aws:iam::${account}:role/cairn`, regions: ["eu-central-1"] }],
    region: "eu-central-1",
    endpoint: sandbox.url,
    credentials,
    now: clock,
  });
  const file = settingsForm.parse({
    slack: { channel: "C0INCIDENTS" },
    accounts: [
      {
        id: account,
        regions: ["eu-central-1", "us-east-1"],
        logGroups: [{ region: "eu-central-1", name: group }],
        archive: `s3://cloudtrail-logs-${account}`,
      },
    ],
    accessLogs: [{ account, logGroup: "shop-gateway" }],
  });
  const looks: string[] = [];
  const takeBudget: TakeBudget = async ({ api }) => void looks.push(api);
  const parts = { clients, takeBudget, now: clock };
  const enginesFor = createEngines(file, parts);
  const coverage = createCoverage(file, { ...parts, enginesFor });
  const plain = { region: "eu-central-1", endpoint: sandbox.url, credentials };

  const ask = async (engine: QueryEngineName, where: object, { from = "cloudtrail", minutes = 60 } = {}) => {
    const query = bindQuery(queryForm.parse({ from, where, limit: 10 }), literalFill);
    const window = { from: new Date(now - minutes * minute), to: clock() };
    const regions = ["eu-central-1", "us-east-1"];
    const askedBy = { name: "responder", incident: "INC-42" };
    const { signal } = new AbortController();
    const request = { query, window, account, regions, askedBy };
    const found = enginesFor(account).find(({ name }) => name === engine);
    if (!found) throw new Error(`no ${engine}`);
    const answer = await found.ask(request, { signal, progress: () => {} });
    const run = { ...request, stepId: null, title: "" };
    const told = await withRecorded({ coverage }, run, { askedBy, signal }, answer);
    return told.completeness.recorded;
  };
  return {
    ask,
    looks,
    cloudtrail: new CloudTrailClient(plain),
    logs: new CloudWatchLogsClient(plain),
    pass: (minutes: number) => {
      now += minutes * minute;
    },
  };
}

const nobody = { "userIdentity.userName": "nobody" };
const trail = "management-events";

test("a zero in the log group of a trail that is on stands, and is told by the trail's own delivery", async () => {
  const { ask, looks } = await world();
  const recorded = await ask("log-group", nobody);
  expect(recorded).toMatchObject({ state: "recorded", fix: [] });
  expect(describeRecorded(recorded!)).toMatch(
    /^Nothing found, and such events are recorded here: the trail management-events records them, delivered last at 2026-11-20 11:4\d:\d\d UTC\.$/,
  );
  const settings = looks.filter((api) => api !== "FilterLogEvents");
  expect(settings.sort()).toEqual([
    "DescribeLogGroups",
    "DescribeLogStreams",
    "DescribeTrails",
    "DescribeTrails",
    "GetEventSelectors",
    "GetEventSelectors",
    "GetTrailStatus",
    "GetTrailStatus",
  ]);
});

test("an answer with matches costs no look, and what was looked at is remembered some minutes", async () => {
  const { ask, looks, pass } = await world();
  expect(await ask("log-group", { eventName: "RunInstances" })).toBeUndefined();
  const settings = () => looks.filter((api) => api !== "FilterLogEvents").length;
  expect(settings()).toBe(0);
  await ask("log-group", nobody);
  await ask("log-group", nobody);
  expect(settings()).toBe(8);
  pass(6);
  await ask("log-group", nobody);
  expect(settings()).toBe(16);
});

test("a stopped trail is told with its time and the command that starts it, and the asker looked", async () => {
  const { ask, cloudtrail, pass } = await world();
  await cloudtrail.send(new StopLoggingCommand({ Name: trail }));
  pass(5);
  const part = await ask("log-group", nobody);
  expect(part).toMatchObject({
    state: "partly",
    reasons: ["The trail management-events is switched off since 2026-11-20 12:00:00 UTC."],
  });
  pass(120);
  const { state, fix } = (await ask("log-group", nobody))!;
  expect(state).toBe("not-recorded");
  expect(fix[0]?.command).toBe(
    `aws cloudtrail start-logging --name arn:aws:cloudtrail:eu-central-1:${account}:trail/${trail} --region eu-central-1`,
  );
  await cloudtrail.send(new StartLoggingCommand({ Name: trail }));
  pass(10);
  expect(await ask("log-group", nobody, { minutes: 30 })).toMatchObject({
    state: "partly",
    reasons: [
      "The trail management-events was off from 2026-11-20 12:00:00 UTC to 2026-11-20 14:05:00 UTC: nothing of that time was delivered.",
    ],
  });
  // Event history goes on, whatever the trail does.
  expect((await ask("event-history", nobody))?.state).toBe("recorded");
});

test("a gap of the account's own trail is told after it was closed", async () => {
  const at = (minutesAgo: number) => new Date(start - minutesAgo * minute);
  const { ask } = await world({
    trailGaps: [{ from: at(80), to: at(43), delivered: "nothing" }],
    records: [
      record(20),
      record(80, { eventName: "StopLogging" }),
      record(60, { eventName: "GetSecretValue" }),
    ],
  });
  expect(await ask("log-group", { eventName: "GetSecretValue" })).toMatchObject({
    state: "partly",
    reasons: [expect.stringMatching(/was off from 2026-11-20 10:40:00 UTC to 2026-11-20 11:17:00 UTC/)],
  });
});

test("reads of objects are not recorded by a trail for management events; with the fix they are", async () => {
  const { ask, pass } = await world();
  const read = { eventSource: "s3.amazonaws.com", eventName: "GetObject" };
  const { state, reasons, fix } = (await ask("log-group", read))!;
  expect(state).toBe("not-recorded");
  expect(reasons).toEqual([
    "The trail management-events records no data events (read calls) of s3.amazonaws.com.",
  ]);
  const [cli] = clis;
  if (cli === undefined) return;
  await run(cli, fix[0]?.command ?? "");
  pass(6);
  expect((await ask("log-group", read))?.state).toBe("recorded");
  expect((await ask("log-group", nobody))?.state).toBe("recorded");
});

test("selectors of the new kind, one Region, and no global services", async () => {
  const { ask, cloudtrail, pass } = await world();
  await cloudtrail.send(
    new PutEventSelectorsCommand({
      TrailName: trail,
      AdvancedEventSelectors: [
        {
          FieldSelectors: [
            { Field: "eventCategory", Equals: ["Management"] },
            { Field: "readOnly", Equals: ["false"] },
            { Field: "eventSource", NotEquals: ["kms.amazonaws.com"] },
          ],
        },
      ],
    }),
  );
  const [reads, kms, writes] = [
    await ask("log-group", { eventName: "GetSecretValue" }),
    await ask("log-group", { eventSource: "kms.amazonaws.com", readOnly: false }),
    await ask("log-group", { eventName: "DeleteVolume", eventSource: "ec2.amazonaws.com" }),
  ];
  expect([reads?.state, kms?.state, writes?.state]).toEqual(["not-recorded", "not-recorded", "recorded"]);
  await cloudtrail.send(
    new UpdateTrailCommand({ Name: trail, IsMultiRegionTrail: false, IncludeGlobalServiceEvents: false }),
  );
  pass(6);
  expect(
    await ask("log-group", { eventName: "DeleteVolume", eventSource: "ec2.amazonaws.com" }),
  ).toMatchObject({
    state: "partly",
    reasons: ["The trail management-events records eu-central-1 only, not us-east-1."],
  });
  expect((await ask("log-group", { eventSource: "iam.amazonaws.com", readOnly: false }))?.state).toBe(
    "not-recorded",
  );
});

describe("what the role may not look at", () => {
  test.each(["cloudtrail:DescribeTrails", "cloudtrail:GetEventSelectors", "logs:DescribeLogStreams"])(
    "%s denied: it cannot be told, and the missing action is named",
    async (action) => {
      const { ask } = await world();
      sandbox.fault({ how: "deny", operation: action });
      const recorded = await ask("log-group", nobody);
      expect(recorded?.state).toBe("cannot-tell");
      expect(recorded?.reasons.join()).toContain(action);
      expect(recorded?.fix.map(({ command }) => command).join()).toContain(`"Action":"${action}"`);
    },
  );
});

describe("files in S3", () => {
  test("that are there, of a trail that is on, hold what was asked; reads of objects they do not", async () => {
    const quarterly = Array.from({ length: 12 }, (_, at) => record(5 + at * 15));
    const regional = quarterly.map((each, at) => ({ ...each, eventID: `us-${at}`, awsRegion: "us-east-1" }));
    const { ask } = await world({ records: [...quarterly, ...regional] });
    expect(await ask("archive", nobody, { minutes: 120 })).toMatchObject({ state: "recorded", fix: [] });
    const read = { eventSource: "s3.amazonaws.com", eventName: "GetObject" };
    const recorded = await ask("archive", read, { minutes: 120 });
    expect(recorded?.state).toBe("not-recorded");
    expect(recorded?.reasons.join(" ")).toMatch(/records no data events \(read calls\) of s3/);
  });

  test("that are not there for a Region are told", async () => {
    const { ask } = await world({ records: Array.from({ length: 12 }, (_, at) => record(5 + at * 15)) });
    expect(await ask("archive", nobody, { minutes: 120 })).toMatchObject({
      state: "partly",
      reasons: [expect.stringMatching(/holds no file of us-east-1 on any day of the window/)],
    });
  });
});

describe("a log group", () => {
  test("that keeps less than was asked about says so", async () => {
    const { ask, logs } = await world();
    await logs.send(new PutRetentionPolicyCommand({ logGroupName: group, retentionInDays: 1 }));
    expect(await ask("log-group", nobody, { minutes: 3 * 1440 })).toMatchObject({
      state: "partly",
      reasons: [expect.stringMatching(/keeps 1 days: nothing before 2026-11-19 12:00:00 UTC is left/)],
    });
  });

  test("of an access proxy that never wrote a line says so", async () => {
    const { ask, logs } = await world();
    await logs.send(new CreateLogGroupCommand({ logGroupName: "shop-gateway" }));
    expect(await ask("log-group", { path: "/orders" }, { from: "access-log" })).toMatchObject({
      state: "not-recorded",
      reasons: ["Nothing was ever written to the log group shop-gateway in eu-central-1."],
    });
  });
});

const found = (process.env.PATH ?? "")
  .split(":")
  .map((folder) => join(folder, "aws"))
  .filter(existsSync);
const clis = [...new Set(found.map((path) => realpathSync(path)))];

/** A command as a person would paste it, with the sandbox's address added. */
async function run(cli: string, command: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(
    "sh",
    ["-c", `${command.replace(/^aws /, `${cli} `)} --endpoint-url ${sandbox.url} --output json`],
    {
      env: {
        PATH: process.env.PATH,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: "any",
        AWS_PAGER: "",
      },
    },
  );
  return stdout.trim() === "" ? undefined : JSON.parse(stdout);
}

test.skipIf(clis.length === 0).each(clis)("%s reads the streams, as the SDK does", async (cli) => {
  const { logs } = await world();
  const told = await run(
    cli,
    `aws logs describe-log-streams --log-group-name ${group} --order-by LastEventTime --descending --region eu-central-1`,
  );
  const { logStreams } = await logs.send(
    new DescribeLogStreamsCommand({ logGroupName: group, orderBy: "LastEventTime", descending: true }),
  );
  expect(told).toMatchObject({
    logStreams: logStreams?.map(({ logStreamName, lastEventTimestamp }) => ({
      logStreamName,
      lastEventTimestamp,
    })),
  });
  expect(logStreams?.[0]?.logStreamName).toBe(`${account}_CloudTrail_eu-central-1`);
});
