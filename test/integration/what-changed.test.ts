import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAwsClients } from "../../src/aws/clients.ts";
import { settingsForm } from "../../src/config/form.ts";
import { subjectOf } from "../../src/domain/alarm/alarm-subject.ts";
import type { Run } from "../../src/domain/run/run.ts";
import { groupChanges, isWhatChanged, whatChangedTitle } from "../../src/domain/run/what-changed.ts";
import { receiveAlarms } from "../../src/flows/alarms/receive-alarm.ts";
import { triageInbox } from "../../src/flows/alarms/triage-inbox.ts";
import type { Ports } from "../../src/flows/ports.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { transcriptOf } from "../../src/flows/thread/export-transcript.ts";
import { createCoverage } from "../../src/parts/coverage.ts";
import { createEngines } from "../../src/parts/engines.ts";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { createBudget } from "../../src/store/budget.ts";
import { openPool } from "../../src/store/database/pool.ts";
import { createStore } from "../../src/store/store.ts";
import { fakeWorld } from "../fakes/world.ts";
import { quiet, useDatabase } from "./postgres.ts";

const database = useDatabase();
const accountId = "111122223333";
const now = new Date("2026-11-20T12:00:00Z");
const clock = () => now;
const before = (minutes: number) =>
  new Date(now.getTime() - minutes * 60_000).toISOString().replace(".000Z", "Z");

let nth = 0;
const call = (minutes: number, role: string, eventName: string, more: object = {}) => ({
  eventVersion: "1.11",
  eventID: `event-${++nth}`,
  eventTime: before(minutes),
  eventSource: "lambda.amazonaws.com",
  eventName,
  awsRegion: "eu-central-1",
  recipientAccountId: accountId,
  eventCategory: "Management",
  managementEvent: true,
  readOnly: false,
  sourceIPAddress: "198.51.100.20",
  userIdentity: {
    type: "AssumedRole",
    arn: `arn:aws:sts::${accountId}:assumed-role/${role}/run-${nth}`,
    sessionContext: {
      sessionIssuer: { type: "Role", arn: `arn:aws:iam::${accountId}:role/${role}`, userName: role },
    },
  },
  ...more,
});
const update = { requestParameters: { functionName: "shop-api" } };
const records = [
  ...Array.from({ length: 60 }, (_, at) => call(50 - at / 2, "deploy-pipeline", "PutFunctionConcurrency")),
  call(12, "deploy-pipeline", "UpdateFunctionCode20150331v2", update),
  call(8, "operator", "DeleteTable", { eventSource: "dynamodb.amazonaws.com", errorCode: "AccessDenied" }),
  call(8, "reader", "GetFunction", { ...update, readOnly: true }),
  call(90, "operator", "UpdateFunctionCode20150331v2", update),
];

const alarm = (name: string, functionName = "shop-api") => ({
  version: "0",
  id: randomUUID(),
  "detail-type": "CloudWatch Alarm State Change",
  source: "aws.cloudwatch",
  account: accountId,
  time: before(5),
  region: "eu-central-1",
  resources: [`arn:aws:cloudwatch:eu-central-1:${accountId}:alarm:${name}`],
  detail: {
    alarmName: name,
    state: { value: "ALARM", reason: "Threshold Crossed", timestamp: before(5).replace("Z", ".000+0000") },
    configuration: {
      metrics: [
        {
          id: "m1",
          metricStat: {
            metric: { namespace: "AWS/Lambda", name: "Errors", dimensions: { FunctionName: functionName } },
            period: 60,
            stat: "Sum",
          },
          returnData: true,
        },
      ],
    },
  },
});

let account: Account;
const stops: (() => unknown)[] = [];
beforeEach(async () => {
  account = await startAccount({
    accountId,
    clock,
    records,
    lookupRatePerSecond: 10_000,
    filterRatePerSecond: 10_000,
  });
  stops.push(() => account.stop());
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function world(engine: "log-group" | "event-history") {
  const pool = await openPool({ databaseUrl: database.url, log: quiet, workers: 4 });
  stops.push(() => pool.end());
  const file = settingsForm.parse({
    slack: { channel: "C0INCIDENTS" },
    accounts: [
      {
        id: accountId,
        regions: ["eu-central-1"],
        eventHistory: engine === "event-history",
        logGroups:
          engine === "log-group" ? [{ region: "eu-central-1", name: "aws/cloudtrail/managementevents" }] : [],
      },
    ],
  });
  const clients = createAwsClients({
    accounts: [{ id: accountId, roleArn: `arn:aws:iam::${accountId}:role/cairn`, regions: ["eu-central-1"] }],
    region: "eu-central-1",
    endpoint: account.url,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
    now: clock,
  });
  stops.push(() => clients.close());
  const parts = { clients, takeBudget: createBudget(pool, { perSecond: () => 10_000 }), now: clock };
  const enginesFor = createEngines(file, parts);
  const rung: string[] = [];
  const fake = fakeWorld().ports;
  const { whatChanged } = file;
  const ports: Ports = {
    ...fake,
    settings: {
      ...fake.settings,
      accounts: file.accounts,
      whatChanged,
      grouping: { by: ["alarm"], reopenWithinMs: 0, stormAt: 1_000 },
    },
    store: createStore({ pool, newId: randomUUID, clock, destinations: ["slack"] }),
    clock,
    newId: randomUUID,
    enginesFor,
    coverage: createCoverage(file, { ...parts, enginesFor }),
    doorbell: { ring: async (id) => void rung.push(id) },
  };
  const goOff = async (body: ReturnType<typeof alarm>) => {
    const message = {
      source: "eventbridge" as const,
      transportKey: `eb:${body.id}`,
      body: JSON.stringify(body),
    };
    await receiveAlarms(ports)(message);
    while (await triageInbox(ports));
    const [incident] = await ports.store.incidents({ limit: 1 });
    if (!incident) throw new Error("no incident");
    return incident;
  };
  const card = async (incidentId: string): Promise<Run | undefined> =>
    (await ports.store.runs(incidentId)).find(isWhatChanged);
  return { ports, rung, goOff, card };
}

describe.each(["log-group", "event-history"] as const)("what changed, asked of the %s", (engine) => {
  test("is who wrote in the hour before, with the function's own deployment in front", async () => {
    const { ports, rung, goOff, card } = await world(engine);
    const incident = await goOff(alarm(`errors-${engine}`));
    const asked = await card(incident.id);
    expect(rung).toEqual([asked?.id]);
    await executeRun(ports, asked?.id ?? "");

    const run = await card(incident.id);
    expect(run).toMatchObject({ state: "done", error: null, plan: { engine } });
    expect(run?.completeness).toMatchObject({ matched: 62, recorded: { state: "recorded" } });
    const kept = await ports.store.rows(run?.id ?? "");
    const subject = incident.alarm ? subjectOf(incident.alarm) : { sources: [], names: [] };
    const found = groupChanges(kept?.rows ?? [], subject, []);
    expect(
      found.map(({ kind, name, nearness, calls, failed }) => [kind, name, nearness, calls, failed]),
    ).toEqual([
      ["pipeline", "deploy-pipeline", "resource", 61, 0],
      ["person", expect.stringMatching(/operator/), "account", 1, 1],
    ]);
    expect(found[0]?.shown[0]).toMatchObject({ call: "UpdateFunctionCode", resource: "shop-api" });
    // Asked as Cairn itself, and in the transcript as every other question.
    const own = account.report().calls;
    expect(Object.keys(own).join()).toMatch(engine === "log-group" ? /FilterLogEvents/ : /LookupEvents/);
    expect(await transcriptOf(ports.store, incident.id)).toContain(whatChangedTitle);
  });
});

test("ten alarms at once: four are asked, all have their incidents, the record counts across processes", async () => {
  const [one, two] = [await world("log-group"), await world("log-group")];
  for (let at = 0; at < 10; at++) await (at % 2 ? one : two).goOff(alarm(`storm-${at}`));
  const incidents = (await one.ports.store.incidents({ limit: 100 })).filter(({ title }) =>
    title.startsWith("storm-"),
  );
  expect(incidents).toHaveLength(10);
  const cards = await Promise.all(incidents.map(({ id }) => one.card(id)));
  const lately = cards.filter((each) => each !== undefined).length;
  // The alarms of the tests before this one count too: no time passed.
  expect(lately).toBeLessThanOrEqual(4);
  expect(lately).toBeGreaterThanOrEqual(2);
});
