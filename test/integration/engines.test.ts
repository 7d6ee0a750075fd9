import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AwsClients, createAwsClients } from "../../src/aws/clients.ts";
import { createEventHistory } from "../../src/aws/event-history/event-history.ts";
import { createLogGroup } from "../../src/aws/log-group/log-group.ts";
import { bindQuery } from "../../src/domain/query/bind.ts";
import { createEvaluation, type EvaluationResult } from "../../src/domain/query/evaluate.ts";
import { literalFill } from "../../src/domain/query/fill.ts";
import { queryForm } from "../../src/domain/query/form.ts";
import type { Answer, Query, QueryProgress } from "../../src/domain/query/query.ts";
import type { QueryEngine, QueryRequest, TakeBudget } from "../../src/flows/ports.ts";
import { type Account, type AccountOptions, startAccount } from "../../src/sandbox/aws/index.ts";
import { stolenKey } from "../../src/sandbox/scenarios/stolen-key.ts";

const now = new Date("2026-05-04T12:00:00Z");
const story = stolenKey({ now, seed: 7 });
const account = story.accountId;
const regions = [...new Set(story.records.map((record) => record.awsRegion))].sort();
const window = { from: new Date("2026-05-03T00:00:00Z"), to: now };
const group = { account, region: "eu-central-1", group: "aws/cloudtrail/managementevents" };
const { key, userArn, userName, newAddresses, officeAddress } = story.answer;
const freely: TakeBudget = async () => {};
// All of the story, and enough of the noise: a search that AWS cannot narrow reads every page.
const records = story.records.filter(
  (record, at) => at % 8 === 0 || JSON.stringify(record).includes(userName),
);
const management = records.filter((record) => record.eventCategory === "Management");

const query = (form: object): Query => bindQuery(queryForm.parse(form), literalFill);
const request = (form: object, change: Partial<QueryRequest> = {}): QueryRequest => ({
  query: query(form),
  window,
  account,
  regions,
  askedBy: { name: "responder", incident: "INC-42" },
  ...change,
});
const ask = (
  engine: QueryEngine,
  asked: QueryRequest,
  progress: (progress: QueryProgress) => void = () => {},
) => engine.ask(asked, { signal: new AbortController().signal, progress });

function expected(form: object, asked: readonly object[]): EvaluationResult {
  const evaluation = createEvaluation(query(form), window);
  for (const record of asked) evaluation.add(record);
  return evaluation.result();
}

const running: { account: Account; clients: AwsClients }[] = [];
async function start(options: AccountOptions = {}) {
  const sandbox = await startAccount({
    accountId: account,
    clock: () => now,
    lookupRatePerSecond: 10_000,
    filterRatePerSecond: 10_000,
    homeRegion: "eu-central-1",
    ...options,
  });
  const clients = createAwsClients({
    accounts: [{ id: account, roleArn: `arn:aws:iam::${account}:role/cairn-read`, regions }],
    region: "eu-central-1",
    endpoint: sandbox.url,
    now: () => now,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
  });
  running.push({ account: sandbox, clients });
  const parts = { clients, takeBudget: freely, now: () => now };
  return {
    sandbox,
    clients,
    parts,
    eventHistory: createEventHistory({ ...parts, pageCap: 1_000 }),
    logGroup: createLogGroup({ ...parts, groups: [group] }),
  };
}

let eventHistory: QueryEngine;
let logGroup: QueryEngine;

beforeAll(async () => {
  ({ eventHistory, logGroup } = await start({ records }));
});
afterAll(async () => {
  for (const { account: sandbox, clients } of running) {
    clients.close();
    await sandbox.stop();
  }
});

const questions: [string, object][] = [
  ["who uses the key, grouped", { where: { key }, by: ["principal", "sourceIPAddress", "userAgent"] }],
  ["plain rows of the key", { where: { "userIdentity.accessKeyId": key }, limit: 1000 }],
  [
    "wildcards at both ends",
    { where: { errorCode: ["AccessDenied*", "*UnauthorizedOperation"] }, by: ["principal", "errorCode"] },
  ],
  [
    "absent fields",
    { where: { key, errorCode: { exists: false } }, show: ["eventTime", "eventName"], limit: 1000 },
  ],
  [
    "differences do not match absence",
    { where: { key, errorCode: { not: "AccessDenied" } }, by: ["errorCode"] },
  ],
  [
    "negated groups match absence",
    { where: { key, none: [{ errorCode: "AccessDenied" }] }, by: ["eventName"] },
  ],
  [
    "networks",
    { where: { key, sourceIPAddress: { notInCidr: `${officeAddress}/32` } }, by: ["ip"], limit: 1000 },
  ],
  ["networks, as an address", { where: { ip: { inCidr: `${newAddresses[0]}/32` } }, by: ["eventSource"] }],
  ["services shown", { where: { eventSource: "kms.amazonaws.com" }, services: "show", by: ["actor"] }],
  ["services hidden", { where: { eventSource: "kms.amazonaws.com" }, by: ["actor"] }],
  ["time buckets", { where: { principal: userArn }, per: "1h", measure: ["distinct(eventName)"] }],
  ["alternatives", { where: { any: [{ call: "CreateAccessKey" }, { call: "CreateUser" }] }, limit: 1000 }],
  ["booleans and versions", { where: { readOnly: false, call: "UpdateFunctionCode" }, by: ["eventName"] }],
  ["resources", { where: { resource: userName }, by: ["call", "principal"] }],
  [
    "substrings of parameters",
    { where: { eventSource: "iam.amazonaws.com", requestParameters: { contains: "policy" } }, by: ["call"] },
  ],
  ["no such thing", { where: { key: "AKIAIOSFODNN7NOBODY0" } }],
];

describe.each(questions)("%s", (_, form) => {
  const same = (answer: Answer, asked: readonly object[]) => {
    const { columns, rows, rowsBeforeLimit, matched, servicesHidden, duplicatesDropped } = expected(
      form,
      asked,
    );
    expect(answer.rows).toEqual(rows);
    expect(answer).toMatchObject({ columns, rowsBeforeLimit });
    expect(answer.completeness).toMatchObject({
      matched,
      servicesHidden,
      duplicatesDropped,
      truncated: undefined,
    });
  };

  test("Event history gives the rows of the evaluator", async () => {
    same(await ask(eventHistory, request(form)), management);
  });

  test("the log group gives the rows of the evaluator", async () => {
    same(await ask(logGroup, request(form)), records);
  });
});

test("the questions find something, or the comparison proves nothing", () => {
  const counts = questions.map(([name, form]) => [name, expected(form, management).matched] as const);
  const empty = counts.filter(([, matched]) => matched === 0).map(([name]) => name);
  expect(empty).toEqual(["no such thing"]);
});

test("an answer says how far it reaches", async () => {
  const { completeness } = await ask(
    eventHistory,
    request({ where: { key } }, { regions: ["eu-central-1"] }),
  );
  expect(completeness).toMatchObject({
    engine: "event-history",
    accounts: [account],
    regions: ["eu-central-1", "us-east-1"],
    window,
    settlesAt: new Date("2026-05-04T12:15:00Z"),
    settled: false,
    notes: ["us-east-1 was searched too: IAM, sign-in and other global services record there."],
  });
  expect(completeness.pagesRead).toBeGreaterThan(2);
  expect(completeness.newestEvent).toEqual(
    expected(
      { where: { key } },
      management.filter(({ userIdentity }) => JSON.stringify(userIdentity).includes(key)),
    ).newestEvent,
  );
});

test("CloudTrail itself shows which responder asked, in which incident", async () => {
  const time = { now };
  const { sandbox, eventHistory: engine } = await start({ clock: () => time.now });
  await ask(engine, request({ where: { key } }, { regions: ["us-east-1"] }));
  expect(sandbox.report().calls).toMatchObject({ "sts:AssumeRole": 1, "cloudtrail:LookupEvents": 1 });
  time.now = new Date(now.getTime() + 10 * 60_000);
  const own = await ask(
    engine,
    request(
      {
        where: { eventName: "LookupEvents" },
        show: ["userIdentity.arn", "userIdentity.sessionContext.sourceIdentity", "userAgent"],
      },
      { regions: ["us-east-1"], window: { from: window.from, to: time.now } },
    ),
  );
  expect(own.rows[0]).toEqual({
    "userIdentity.arn": `arn:aws:sts::${account}:assumed-role/cairn-read/responder`,
    "userIdentity.sessionContext.sourceIdentity": "responder",
    userAgent: expect.stringMatching(/cairn incident\/INC-42/),
  });
});

test("throttled calls wait and go on until all is read", async () => {
  const { sandbox, parts } = await start({ records: management.slice(-1_000), lookupRatePerSecond: 2 });
  const waits: number[] = [];
  const engine = createEventHistory({
    ...parts,
    wait: async (ms) => {
      waits.push(ms);
      await new Promise((resolve) => setTimeout(resolve, Math.min(ms, 400)));
    },
  });
  const answer = await ask(
    engine,
    request({ where: { readOnly: true }, limit: 1000 }, { regions: ["eu-central-1"] }),
  );
  expect(waits.length).toBeGreaterThan(0);
  expect(JSON.stringify(sandbox.report())).toContain("ThrottlingException");
  expect(answer.completeness.truncated).toBeUndefined();
  expect(answer.completeness.pagesRead).toBeGreaterThan(3);
});

test("every page takes from the budget of its Region", async () => {
  const { parts } = await start({ records: records.slice(-2_000) });
  const taken: string[] = [];
  const takeBudget: TakeBudget = async ({ region, api }) => void taken.push(`${region} ${api}`);
  const history = await ask(
    createEventHistory({ ...parts, takeBudget }),
    request({ where: { key } }, { regions: ["eu-central-1"] }),
  );
  expect(taken).toHaveLength(history.completeness.pagesRead);
  expect(new Set(taken)).toEqual(new Set(["eu-central-1 LookupEvents", "us-east-1 LookupEvents"]));
  taken.length = 0;
  const logs = await ask(
    createLogGroup({ ...parts, takeBudget, groups: [group] }),
    request({ where: { key } }),
  );
  expect(taken).toEqual(
    Array.from({ length: logs.completeness.pagesRead }, () => "eu-central-1 FilterLogEvents"),
  );
});

test("empty pages do not end a search of the log group, and progress is told after each", async () => {
  const { matched } = expected({ where: { key } }, records);
  let emptyPages = 0;
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const { logGroup: engine } = await start({ records, seed });
    const seen: QueryProgress[] = [];
    const { completeness } = await ask(engine, request({ where: { key } }), (progress) =>
      seen.push(progress),
    );
    expect(completeness).toMatchObject({ matched, pagesRead: seen.length });
    expect(seen.at(-1)).toMatchObject({ scanned: completeness.scanned, matched });
    emptyPages += seen.filter(({ scanned }, at) => scanned === (seen[at - 1]?.scanned ?? 0)).length;
  }
  expect(emptyPages).toBeGreaterThan(0);
});

test.each(["event-history", "log-group"])(
  "a cancelled question to %s ends at once with the reason given",
  async (name) => {
    const engine = name === "log-group" ? logGroup : eventHistory;
    const controller = new AbortController();
    const reason = new Error("cancelled by a responder");
    let pages = 0;
    const asked = engine.ask(request({ where: { errorCode: "AccessDenied" } }), {
      signal: controller.signal,
      progress: () => {
        pages += 1;
        controller.abort(reason);
      },
    });
    await expect(asked).rejects.toBe(reason);
    expect(pages).toBe(1);
  },
);

test("a cancel during a wait for the budget ends at once", async () => {
  const { parts } = await start();
  const controller = new AbortController();
  const engine = createEventHistory({ ...parts, takeBudget: () => new Promise(() => {}) });
  const asked = engine.ask(request({ where: { key } }), { signal: controller.signal, progress() {} });
  setImmediate(() => controller.abort(new Error("cancelled")));
  await expect(asked).rejects.toThrow("cancelled");
});

test("newest rows stop at the limit, say so, and are the newest", async () => {
  const form = { where: { errorCode: "AccessDenied*" }, order: "-eventTime", limit: 5 };
  for (const [engine, held] of [
    [eventHistory, management],
    [logGroup, records],
  ] as const) {
    const answer = await ask(engine, request(form));
    expect(answer.rows).toEqual(expected(form, held).rows);
    const all = await ask(engine, request({ ...form, limit: 1000 }));
    expect(answer.completeness.pagesRead).toBeLessThan(all.completeness.pagesRead);
    expect(answer.completeness.truncated).toMatch(
      /was read until the limit of 5 rows was reached, back to 2026-/,
    );
  }
});

test("a page cap leaves an honest answer", async () => {
  const { parts } = await start({ records });
  const form = { where: { errorCode: { exists: true } } };
  const history = await ask(
    createEventHistory({ ...parts, pageCap: 3 }),
    request(form, { regions: ["us-east-1"] }),
  );
  expect(history.completeness).toMatchObject({ pagesRead: 3, scanned: 150 });
  expect(history.completeness.truncated).toMatch(
    /^us-east-1 was read for 3 pages, back to 2026-.*narrow the query/,
  );
  const logs = await ask(
    createLogGroup({ ...parts, pageCap: 1, groups: [group] }),
    request({ where: { person: "x" } }),
  );
  expect(logs.completeness.truncated).toMatch(/was read for 1 pages/);
});

test("a window older than 90 days is searched as far as Event history reaches", async () => {
  const early = { from: new Date("2026-01-01T00:00:00Z"), to: now };
  const answer = await ask(eventHistory, request({ where: { key }, limit: 1000 }, { window: early }));
  expect(answer.completeness.matched).toBe(expected({ where: { key } }, management).matched);
  expect(answer.completeness.truncated).toBe(
    "Event history reaches back 90 days: nothing before 2026-02-03T12:00:00.000Z was searched",
  );
  const gone = { from: new Date("2025-01-01T00:00:00Z"), to: new Date("2025-01-02T00:00:00Z") };
  const none = await ask(eventHistory, request({ where: { key } }, { window: gone }));
  expect(none.completeness).toMatchObject({ pagesRead: 0, truncated: expect.stringContaining("90 days") });
});

test("a log group that is not there is named with what to do", async () => {
  const { parts } = await start();
  const missing = createLogGroup({ ...parts, groups: [{ ...group, group: "old-name" }] });
  await expect(ask(missing, request({ where: { key } }))).rejects.toThrow(
    `There is no log group old-name in account ${account}, eu-central-1. Check its name and Region in cairn.yml`,
  );
});

test("before 2024 the log group is read oldest first, since AWS refuses otherwise", async () => {
  const past = { from: new Date("2023-12-01T00:00:00Z"), to: now };
  const answer = await ask(logGroup, request({ where: { key }, limit: 1000 }, { window: past }));
  expect(answer.completeness.matched).toBe(expected({ where: { key } }, records).matched);
});

test("messages that are no records are counted, not fatal", async () => {
  const { CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } = await import(
    "@aws-sdk/client-cloudwatch-logs"
  );
  const { clients, parts } = await start();
  const logs = clients.logs(account, "eu-central-1", { name: "lead" });
  const names = { logGroupName: "mixed", logStreamName: "one" };
  await logs.send(new CreateLogGroupCommand(names));
  await logs.send(new CreateLogStreamCommand(names));
  const messages = ["not json", "[1]", '"text"', "{}", JSON.stringify(story.records.at(-1))];
  const logEvents = messages.map((message) => ({ message, timestamp: now.getTime() - 60_000 }));
  await logs.send(new PutLogEventsCommand({ ...names, logEvents }));
  const answer = await ask(
    createLogGroup({ ...parts, groups: [{ ...group, group: "mixed" }] }),
    request({ where: {}, services: "show" }),
  );
  expect(answer.completeness).toMatchObject({ scanned: 2, matched: 1 });
  expect(answer.completeness.notes).toEqual([
    expect.stringContaining("no log group of its own"),
    "Left out: 3 that could not be read as CloudTrail records.",
    "1 record without a readable eventTime left out.",
  ]);
});
