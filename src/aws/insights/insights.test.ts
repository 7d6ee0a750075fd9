import type { GetQueryResultsCommandOutput, StartQueryCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import { expect, test } from "vitest";
import { bindQuery } from "../../domain/query/bind.ts";
import { literalFill } from "../../domain/query/fill.ts";
import { queryForm } from "../../domain/query/form.ts";
import type { QueryProgress } from "../../domain/query/query.ts";
import type { QueryRequest } from "../../flows/ports.ts";
import { createInsights } from "./insights.ts";

const key = "AKIAIOSFODNN7EXAMPLE";
const account = "111122223333";
const now = new Date("2026-05-04T12:00:00Z");
const window = { from: new Date("2026-05-04T08:00:00Z"), to: new Date("2026-05-04T11:30:00Z") };
const home = { account, region: "eu-central-1", group: "trail" };

function request(form: object, change: Partial<QueryRequest> = {}): QueryRequest {
  const query = bindQuery(queryForm.parse(form), literalFill);
  return { query, window, account, regions: ["eu-central-1"], askedBy: { name: "responder" }, ...change };
}

type Results = Omit<GetQueryResultsCommandOutput, "$metadata">;

/** Each query started answers with the next script: one entry a look. */
function world(
  scripts: (Results | Error)[][] = [],
  { start = [] as Error[], group = home, onStart = () => {} } = {},
) {
  const started: StartQueryCommandInput[] = [];
  const stopped: string[] = [];
  const fetched: { maxItems?: number; nextToken?: string }[] = [];
  const taken: string[] = [];
  const logs = () => ({
    async send(command: { input: never }) {
      const { input } = command;
      switch (command.constructor.name) {
        case "StartQueryCommand": {
          const refusal = start.shift();
          if (refusal) throw refusal;
          started.push(input);
          onStart();
          return { queryId: `q-${started.length}` };
        }
        case "StopQueryCommand":
          stopped.push((input as { queryId: string }).queryId);
          return { success: true };
        default: {
          fetched.push(input);
          const look = scripts[started.length - 1]?.shift() ?? { status: "Complete", results: [] };
          if (look instanceof Error) throw look;
          return look;
        }
      }
    },
  });
  const engine = createInsights({
    clients: { logs: logs as never, forget() {} },
    takeBudget: async ({ api }) => void taken.push(api),
    wait: async () => {},
    now: () => now,
    groups: [group],
  });
  const seen: (QueryProgress & { rows?: number })[] = [];
  const ask = (asked: QueryRequest, signal = new AbortController().signal) =>
    engine.ask(asked, {
      signal,
      progress: (progress, look) => void seen.push({ ...progress, rows: look?.().rows.length }),
    });
  return { engine, ask, started, stopped, fetched, taken, seen };
}

const row = (id: string, at: string) => [
  { field: "@timestamp", value: at.replace("T", " ").replace("Z", ".000") },
  { field: "@message", value: JSON.stringify({ eventID: id, eventTime: at, eventName: "ListUsers" }) },
  { field: "@ptr", value: id },
];
const rows = (count: number, at: string, name = at) =>
  Array.from({ length: count }, (_, index) => row(`${name}-${index}`, at));
const thrown = (name: string, message = name) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
const complete = (results: Results["results"], more: Results = {}): Results[] => [
  { status: "Complete", results: results?.slice(0, 500) },
  { status: "Complete", results, ...more },
];

test("times go out in seconds, with 20 minutes more for the delivery", async () => {
  const { ask, started } = world();
  await ask(request({ where: { key } }));
  expect(started).toEqual([
    {
      logGroupName: "trail",
      startTime: Date.parse("2026-05-04T08:00:00Z") / 1_000,
      endTime: Date.parse("2026-05-04T11:50:00Z") / 1_000,
      queryString: [
        "fields @timestamp, @message",
        `| filter @message like "${key}"`,
        "| sort @timestamp desc",
        "| limit 100000",
      ].join("\n"),
    },
  ]);
});

test("a group of a linked account is named by its ARN, without the star", async () => {
  const arn = "arn:aws:logs:eu-central-1:444455556666:log-group:trail";
  const { ask, started } = world([], { group: { ...home, group: `${arn}:*` } });
  await ask(request({}));
  expect(started[0]).toMatchObject({ logGroupIdentifiers: [arn] });
  expect(started[0]).not.toHaveProperty("logGroupName");
});

test("rows of a query that still runs are shown beforehand and counted only once it is complete", async () => {
  const some = rows(2, "2026-05-04T09:00:00Z");
  const { ask, seen } = world([
    [
      { status: "Scheduled" },
      { status: "Running", results: some, statistics: { recordsScanned: 700 } },
      ...complete([...some, row("last", "2026-05-04T08:30:00Z")]),
    ],
  ]);
  const { completeness } = await ask(request({}));
  expect(seen).toMatchObject([
    { scanned: 0, matched: 0, rows: 0 },
    { scanned: 700, matched: 2, rows: 2 },
    { scanned: 2, matched: 2, rows: 2 },
    { scanned: 3, matched: 3, rows: 3 },
  ]);
  expect(completeness).toMatchObject({ scanned: 3, matched: 3, duplicatesDropped: 0, truncated: undefined });
});

test("grouped or not, an answer is counted over time", async () => {
  for (const form of [{}, { by: ["eventName"] }]) {
    const { ask } = world([complete(rows(4, "2026-05-04T09:00:00Z"))]);
    const { shape } = await ask(request(form));
    expect(shape?.ok.reduce((sum, count) => sum + count, 0)).toBe(4);
  }
});

test("pages are followed by their tokens", async () => {
  const { ask, fetched } = world([
    [
      { status: "Complete" },
      { results: rows(10_000, "2026-05-04T09:00:00Z"), nextToken: "more" },
      { results: rows(5, "2026-05-04T08:59:00Z"), statistics: { recordsMatched: 10_005 } },
    ],
  ]);
  const { completeness } = await ask(request({}));
  expect(fetched.at(-1)).toMatchObject({ nextToken: "more", maxItems: 10_000 });
  expect(completeness).toMatchObject({ matched: 10_005, truncated: undefined });
});

test("where Insights cuts its answer, the time before is asked, and no event is lost or counted twice", async () => {
  const first = [...rows(9_990, "2026-05-04T10:00:00Z"), ...rows(10, "2026-05-04T09:00:00Z")];
  const { ask, started } = world([
    complete(first, { statistics: { recordsMatched: 10_500, bytesScanned: 1_000_000 } }),
    complete(rows(510, "2026-05-04T09:00:00Z"), {
      statistics: { recordsMatched: 510, bytesScanned: 500_000 },
    }),
  ]);
  const { completeness } = await ask(request({}));
  expect(started[1]).toMatchObject({ endTime: Date.parse("2026-05-04T09:00:00Z") / 1_000 });
  expect(completeness).toMatchObject({ matched: 10_500, duplicatesDropped: 0, truncated: undefined });
  expect(completeness.notes).toEqual(["Logs Insights scanned 1.5 MB, which AWS charges."]);
});

test("a hundred thousand rows come in ten pages, and what is beyond is asked for by a second query", {
  timeout: 30_000,
}, async () => {
  // Without an id they are no duplicates of each other.
  const same = (at: string) => [
    { field: "@timestamp", value: at },
    { field: "@message", value: JSON.stringify({ eventTime: "2026-05-04T09:00:00Z" }) },
  ];
  const page = Array<ReturnType<typeof same>>(10_000).fill(same("2026-05-04 09:00:01.000"));
  const last = [...page.slice(1), same("2026-05-04 09:00:00.000")];
  const statistics = { recordsMatched: 100_003 };
  const pages = Array.from({ length: 10 }, (_, at) => ({
    status: "Complete" as const,
    results: at === 9 ? last : page,
    statistics,
    nextToken: `t-${at}`,
  }));
  const rest = complete([same("2026-05-04 09:00:00.000"), same("2026-05-04 08:59:00.000")]);
  const { ask, started, fetched } = world([[{ status: "Complete" }, ...pages], rest]);
  const { completeness } = await ask(request({ by: ["eventName"] }));
  expect(fetched.slice(1, 11).map(({ nextToken }) => nextToken)).toEqual([
    undefined,
    ...pages.slice(0, 9).map(({ nextToken }) => nextToken),
  ]);
  expect(started.map(({ endTime }) => endTime)).toEqual([
    Date.parse("2026-05-04T11:50:00Z") / 1_000,
    Date.parse("2026-05-04T09:00:00Z") / 1_000,
  ]);
  expect(completeness).toMatchObject({ matched: 100_001, truncated: undefined });
});

test("more events in one second than an answer holds are said to be missing", async () => {
  const end = "2026-05-04T11:50:00Z";
  const { ask } = world([complete(rows(10_000, end), { statistics: { recordsMatched: 20_000 } })]);
  const { completeness } = await ask(request({}));
  expect(completeness.truncated).toContain("more than 100000 events of one second");
});

test("the newest rows need no second query", async () => {
  const first = [...rows(9_999, "2026-05-04T10:00:00Z"), row("x", "2026-05-04T09:00:00Z")];
  const { ask, started } = world([complete(first, { statistics: { recordsMatched: 90_000 } })]);
  const { completeness } = await ask(request({ order: "-eventTime", limit: 5 }));
  expect(started).toHaveLength(1);
  expect(completeness.truncated).toContain("until the limit of 5 rows was reached");
});

test("a cancel stops the query in AWS before the question ends", async () => {
  const controller = new AbortController();
  const reason = new Error("cancelled by a responder");
  const { ask, stopped, seen } = world([Array.from({ length: 50 }, () => ({ status: "Running" as const }))]);
  const push = seen.push.bind(seen);
  seen.push = (progress) => {
    if (seen.length === 2) controller.abort(reason);
    return push(progress);
  };
  await expect(ask(request({}), controller.signal)).rejects.toBe(reason);
  expect(stopped).toEqual(["q-1"]);
  expect(seen).toHaveLength(3);
});

test("a query that is cancelled while it is being started is stopped as soon as AWS names it", async () => {
  const controller = new AbortController();
  const { ask, stopped } = world([], { onStart: () => controller.abort(new Error("cancelled")) });
  await expect(ask(request({}), controller.signal)).rejects.toThrow("cancelled");
  expect(stopped).toEqual(["q-1"]);
});

test("a failure on the way stops the query too, a query that ended is left alone", async () => {
  const broken = world([[{ status: "Running" }, thrown("AccessDeniedException")]]);
  await expect(broken.ask(request({}))).rejects.toThrow("AWS denied logs:GetQueryResults");
  expect(broken.stopped).toEqual(["q-1"]);
  const done = world([complete(rows(1, "2026-05-04T09:00:00Z"))]);
  await done.ask(request({}));
  expect(done.stopped).toEqual([]);
});

test("starts take from one budget, looks and pages from another", async () => {
  const { ask, taken } = world([[{ status: "Running" }, ...complete([])]]);
  await ask(request({}));
  expect(taken).toEqual(["StartQuery", "GetQueryResults", "GetQueryResults", "GetQueryResults"]);
});

test("too many queries at once are waited out", async () => {
  const { ask, started } = world([complete([])], {
    start: [thrown("LimitExceededException"), thrown("LimitExceededException")],
  });
  await ask(request({}));
  expect(started).toHaveLength(1);
});

test.each<[string, Error, string]>([
  ["no such group", thrown("ResourceNotFoundException"), "There is no log group trail in account"],
  ["a query AWS does not take", thrown("MalformedQueryException"), "a fault of Cairn: please report it"],
  [
    "a time before the group",
    thrown(
      "InvalidParameterException",
      "end date and time is either before the log groups creation time or exceeds the log groups log retention settings",
    ),
    "does not reach back that far",
  ],
])("%s is said with what to do", async (_, error, message) => {
  await expect(world([], { start: [error] }).ask(request({}))).rejects.toThrow(message);
});

test.each([
  ["Failed", "Ask again"],
  ["Timeout", "shorter window"],
  ["Cancelled", "Somebody stopped the query"],
] as const)("a query that ended as %s is no empty answer", async (status, message) => {
  await expect(world([[{ status }]]).ask(request({}))).rejects.toThrow(message);
});

test("the plan tells cost, text and the command lines", () => {
  const plan = world().engine.plan(request({ where: { key } }));
  expect(plan).toMatchObject({ engine: "insights", pushedDown: [`key = ${key}`] });
  expect(plan.why).toMatch(/scans about 94.8 MB, which costs less than a cent/);
  expect(plan.command).toContain("aws logs start-query --region eu-central-1 --log-group-name trail");
  expect(plan.command).toContain("--start-time 1777881600 --end-time 1777895400");
});
