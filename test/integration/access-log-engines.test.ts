import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAccessLogArchive } from "../../src/archive/access-log-archive.ts";
import { type AwsClients, createAwsClients } from "../../src/aws/clients.ts";
import { createAccessLogGroup } from "../../src/aws/log-group/access-log-group.ts";
import { type AccessFormat, readAccessLine } from "../../src/domain/access-log/read-line.ts";
import { bindQuery } from "../../src/domain/query/bind.ts";
import { createEvaluation } from "../../src/domain/query/evaluate.ts";
import { literalFill } from "../../src/domain/query/fill.ts";
import { queryForm } from "../../src/domain/query/form.ts";
import { parseNetwork } from "../../src/domain/query/network.ts";
import type { Answer } from "../../src/domain/query/query.ts";
import type { QueryEngine, QueryRequest } from "../../src/flows/ports.ts";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import type { AccessLog } from "../../src/sandbox/scenarios/access-log.ts";
import { proxyAbuse } from "../../src/sandbox/scenarios/proxy-abuse.ts";
import { writeAccessLogs } from "../../src/sandbox/scenarios/write-access-logs.ts";

const now = new Date("2026-05-04T12:00:00Z");
const story = proxyAbuse({ now, ordinaryRecords: 2_000 });
const { attackers, enumeration, firstSuccess, sharedConsumer } = story.answer;
const logs = story.accessLogs ?? [];
const account = story.accountId;
const formats: Record<AccessLog["format"], AccessFormat> = {
  "api-gateway-json": "apigateway-json",
  "kong-file-log": "kong",
  "envoy-text": "envoy-text",
};
const window = { from: new Date("2026-05-03T12:00:00Z"), to: now };

let sandbox: Account;
let clients: AwsClients;
let folder = "";
let logGroup: QueryEngine;
let archive: QueryEngine;

beforeAll(async () => {
  sandbox = await startAccount({ accountId: account, clock: () => now, filterRatePerSecond: 10_000 });
  clients = createAwsClients({
    accounts: [
      { id: account, roleArn: `arn:aws:iam::${account}:role/cairn-read`, regions: ["eu-central-1"] },
    ],
    region: "eu-central-1",
    endpoint: sandbox.url,
    now: () => now,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
  });
  for (const log of logs) await fillGroup(log);
  folder = await mkdtemp(join(tmpdir(), "access-logs-"));
  await writeAccessLogs(logs, folder);
  logGroup = createAccessLogGroup({
    clients,
    takeBudget: async () => {},
    now: () => now,
    groups: logs.map((log) => ({
      account,
      region: log.region,
      group: log.logGroup,
      format: formats[log.format],
      trustedProxies: log.trustedProxies,
    })),
  });
  archive = createAccessLogArchive({
    now: () => now,
    folders: logs.map((log) => ({
      folder: join(folder, log.folder),
      format: formats[log.format],
      trustedProxies: log.trustedProxies,
    })),
  });
});
afterAll(async () => {
  clients.close();
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});

async function fillGroup({ region, logGroup: logGroupName, lines }: AccessLog): Promise<void> {
  const logs = clients.logs(account, region, { name: "cairn" });
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: "one" }));
  const events = lines.map(({ at, text }) => ({ timestamp: at.getTime() + 900, message: text }));
  for (let from = 0; from < events.length; from += 2_000) {
    const logEvents = events.slice(from, from + 2_000);
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: "one", logEvents }));
  }
}

const request = (form: object, change: Partial<QueryRequest> = {}): QueryRequest => ({
  query: bindQuery(queryForm.parse({ from: "access-log", ...form }), literalFill),
  window,
  account,
  regions: ["eu-central-1"],
  askedBy: { name: "responder", incident: "INC-42" },
  ...change,
});
const ask = (engine: QueryEngine, form: object, change: Partial<QueryRequest> = {}): Promise<Answer> =>
  engine.ask(request(form, change), { signal: new AbortController().signal, progress: () => {} });

function expected(form: object) {
  const { query } = request(form);
  const evaluation = createEvaluation(query, window);
  for (const { format, trustedProxies, lines } of logs)
    for (const { text } of lines)
      for (const record of readAccessLine(text, formats[format], {
        trusted: trustedProxies.map(parseNetwork),
      }).records)
        evaluation.add(record);
  return evaluation.result();
}

const questions: [string, object][] = [
  [
    "who is refused",
    { where: { status: [401, 403, 429] }, by: ["ip", "status"], measure: ["distinct(path)"] },
  ],
  [
    "errors by route and minute",
    { where: { status: { gte: 400 } }, by: ["route", "status"], per: "5m", limit: 1000 },
  ],
  [
    "one address at all proxies",
    { where: { ip: attackers[0] ?? "" }, by: ["proxy", "status"], measure: ["sum(bytesOut)"] },
  ],
  ["one key", { where: { key: enumeration.keyId, status: 200 }, order: "-time", limit: 50 }],
  ["one consumer's networks", { where: { consumer: sharedConsumer.username }, by: ["ip"] }],
  ["one request", { where: { requestId: firstSuccess.requestId } }],
  [
    "answers of the gateway itself",
    { where: { gatewayError: { exists: true } }, by: ["proxy", "gatewayError"] },
  ],
  ["a network", { where: { ip: { inCidr: "203.0.113.0/24" } }, by: ["ip", "userAgent"] }],
  [
    "what is none of these",
    { where: { none: [{ status: 200 }, { ip: attackers }] }, by: ["proxy", "status"] },
  ],
  ["a path's beginning", { where: { path: "*orders/104*" }, by: ["proxy", "route"] }],
];

describe("each engine gives the evaluator's rows", () => {
  test.each(questions)("%s", async (_, form) => {
    const { rows, columns, rowsBeforeLimit, matched, duplicatesDropped } = expected(form);
    expect(rows.length).toBeGreaterThan(0);
    for (const engine of [logGroup, archive]) {
      const answer = await ask(engine, form);
      expect(answer).toMatchObject({ rows, columns, rowsBeforeLimit });
      expect(answer.completeness).toMatchObject({
        matched,
        duplicatesDropped,
        truncated: undefined,
        notes: [],
      });
    }
  });
});

test("what AWS filters need not be read here", async () => {
  const all = await ask(logGroup, { by: ["proxy"] });
  const few = await ask(logGroup, { where: { ip: attackers[2] ?? "" }, by: ["proxy"] });
  expect(all.completeness.scanned).toBe(logs.flatMap(({ lines }) => lines).length);
  expect(few.completeness.scanned).toBeLessThan(all.completeness.scanned / 5);
});

test("the answer names each log, and the plan the pattern for each", async () => {
  const { completeness } = await ask(logGroup, { where: { status: 403 }, by: ["ip"] });
  expect(completeness.logs).toEqual(
    logs.map(({ logGroup: name, region, format }) => `${name} in ${region} (${formats[format]})`),
  );
  const plan = logGroup.plan(request({ where: { status: 403 } }));
  expect(plan.pushedDown).toHaveLength(3);
  for (const { logGroup: name } of logs) expect(plan.command).toContain(`--log-group-name ${name}`);
});

test("a log group that is not there is named", async () => {
  const missing = createAccessLogGroup({
    clients,
    takeBudget: async () => {},
    now: () => now,
    groups: [{ account, region: "eu-central-1", group: "/nowhere", format: "auto", trustedProxies: [] }],
  });
  await expect(ask(missing, { by: ["ip"] })).rejects.toThrow(
    /There is no log group \/nowhere in account 111122223333/,
  );
});

test("an account or a source that these logs are not of is refused with the way on", async () => {
  await expect(ask(logGroup, {}, { account: "444455556666" })).rejects.toThrow(/`accessLogs` in cairn\.yml/);
  await expect(ask(logGroup, { from: "cloudtrail" })).rejects.toThrow(/access logs only/);
});

test("no credential of the logs comes out of any question", async () => {
  const everything = {
    show: ["time", "path", "userAgent", "forwardedFor", "keyId", "consumer", "host"],
    limit: 1000,
  };
  for (const form of [
    everything,
    { ...everything, where: { proxy: "kong" } },
    { ...everything, where: { proxy: "envoy" } },
  ]) {
    const text = JSON.stringify(await ask(archive, form));
    for (const secret of story.answer.secrets) expect(text).not.toContain(secret);
  }
});
