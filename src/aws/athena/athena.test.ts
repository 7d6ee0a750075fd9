import { expect, test } from "vitest";
import { bindQuery } from "../../domain/query/bind.ts";
import { literalFill } from "../../domain/query/fill.ts";
import { queryForm } from "../../domain/query/form.ts";
import type { QueryProgress } from "../../domain/query/query.ts";
import type { QueryRequest } from "../../flows/ports.ts";
import { createAthena } from "./athena.ts";
import type { AthenaTable } from "./athena-errors.ts";
import { athenaRowLimit } from "./athena-sql.ts";

const key = "AKIAIOSFODNN7EXAMPLE";
const account = "111122223333";
const now = new Date("2026-05-04T12:00:00Z");
const window = { from: new Date("2026-05-04T08:00:00Z"), to: new Date("2026-05-04T11:30:00.500Z") };
const table: AthenaTable = {
  account,
  region: "eu-central-1",
  database: "trails",
  table: "cloudtrail_logs",
  workgroup: "cairn",
};

function request(form: object, change: Partial<QueryRequest> = {}): QueryRequest {
  const query = bindQuery(queryForm.parse(form), literalFill);
  return { query, window, account, regions: ["eu-central-1"], askedBy: { name: "responder" }, ...change };
}

type Look = { state: string; bytes?: number; reason?: string; retryable?: boolean };
interface Page {
  rows: object[];
  next?: string;
}

/** Answers each look and each page in turn. A row of a page is a record's fields by the names of their columns. */
function world(
  looks: (Look | Error)[] = [{ state: "SUCCEEDED" }],
  pages: Page[] = [{ rows: [] }],
  more = {},
) {
  const { start = [], own = table }: { start?: (Error | object)[]; own?: AthenaTable } = more;
  const sent: { name: string; input: Record<string, unknown> }[] = [];
  const taken: string[] = [];
  const waits: number[] = [];
  let columns: string[] = [];
  const athena = () => ({
    async send(command: { input: Record<string, unknown> }) {
      const { input } = command;
      const name = command.constructor.name.replace("Command", "");
      sent.push({ name, input });
      if (name === "StartQueryExecution") {
        const refusal = start.shift();
        if (refusal instanceof Error) throw refusal;
        columns =
          /SELECT (.*)\n/
            .exec(String(input.QueryString))?.[1]
            ?.split(/, (?=json_format|[a-z0-9.]+(?:,|$))/) ?? [];
        return { QueryExecutionId: "q-1" };
      }
      if (name === "GetQueryExecution") {
        const look = looks.length > 1 ? looks.shift() : looks[0];
        if (look instanceof Error) throw look;
        const { state, bytes = 0, reason, retryable } = look ?? { state: "SUCCEEDED" };
        const AthenaError = retryable === undefined ? undefined : { Retryable: retryable };
        return {
          QueryExecution: {
            Status: { State: state, StateChangeReason: reason, AthenaError },
            Statistics: { DataScannedInBytes: bytes },
          },
        };
      }
      if (name === "GetQueryResults") {
        const page = pages.shift() ?? { rows: [] };
        const made = new Map<object, object>();
        const cells = (row: Record<string, string>) => {
          const known = made.get(row) ?? { Data: columns.map((column) => ({ VarCharValue: row[column] })) };
          made.set(row, known);
          return known;
        };
        const header = { Data: columns.map((VarCharValue) => ({ VarCharValue })) };
        const first = input.NextToken === undefined ? [header] : [];
        return {
          ResultSet: { Rows: [...first, ...page.rows.map((row) => cells(row as Record<string, string>))] },
          NextToken: page.next,
        };
      }
      return {};
    },
  });
  const engine = createAthena({
    clients: { athena: athena as never, forget() {} },
    takeBudget: async ({ api }) => void taken.push(api),
    wait: async (ms) => void waits.push(ms),
    now: () => now,
    table: own,
  });
  const seen: QueryProgress[] = [];
  const ask = (asked: QueryRequest, signal = new AbortController().signal) =>
    engine.ask(asked, { signal, progress: (progress) => void seen.push(progress) });
  return { engine, ask, sent, taken, waits, seen, names: () => sent.map(({ name }) => name) };
}

const row = (id: string, more: object = {}) => ({
  eventid: id,
  eventtime: "2026-05-04T09:00:00Z",
  eventname: "ListUsers",
  ...more,
});
const rows = (count: number, from = 0) => Array.from({ length: count }, (_, at) => row(`e-${from + at}`));
const thrown = (name: string, message = name) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });

test("one SELECT goes out, within the days of the window and one more, in the workgroup that is set", async () => {
  const { ask, sent } = world();
  await ask(request({ where: { key } }));
  const { QueryString, ...rest } = sent[0]?.input ?? {};
  expect(rest).toEqual({ QueryExecutionContext: { Database: "trails" }, WorkGroup: "cairn" });
  expect(String(QueryString).split("\n").slice(1)).toEqual([
    'FROM "trails"."cloudtrail_logs"',
    `WHERE "timestamp" BETWEEN '2026/05/04' AND '2026/05/05'`,
    "  AND eventtime BETWEEN '2026-05-04T08:00:00Z' AND '2026-05-04T11:30:01Z'",
    "  AND (recipientaccountid = '111122223333' OR recipientaccountid IS NULL)",
    `  AND useridentity.accesskeyid = '${key}'`,
    "ORDER BY eventtime DESC",
    "LIMIT 100001",
  ]);
});

test("results go where the settings say, when the workgroup does not", async () => {
  const own = { ...table, workgroup: undefined, output: "s3://results/cairn/" };
  const { ask, sent } = world(undefined, undefined, { own });
  await ask(request({}));
  expect(sent[0]?.input).toMatchObject({ ResultConfiguration: { OutputLocation: "s3://results/cairn/" } });
});

test("pages are followed by their tokens, and the names of the columns are no row", async () => {
  const pages = [
    { rows: rows(999), next: "t-1" },
    { rows: rows(1_000, 999), next: "t-2" },
    { rows: rows(3, 1_999) },
  ];
  const { ask, sent, seen } = world(undefined, pages);
  const { completeness } = await ask(request({ where: {} }));
  expect(completeness).toMatchObject({ pagesRead: 3, scanned: 2_002, matched: 2_002, truncated: undefined });
  const asked = sent.filter(({ name }) => name === "GetQueryResults").map(({ input }) => input);
  expect(asked.map(({ NextToken }) => NextToken)).toEqual([undefined, "t-1", "t-2"]);
  expect(asked[0]).toMatchObject({ MaxResults: 1_000 });
  expect(seen.map(({ matched }) => matched)).toEqual([999, 1_999, 2_002]);
});

test("grouped or not, an answer is counted over time", async () => {
  const some = [...rows(3), row("denied", { errorcode: "AccessDenied" })];
  for (const form of [{}, { by: ["eventName"] }]) {
    const { shape } = await world([{ state: "SUCCEEDED" }], [{ rows: some }]).ask(request(form));
    const total = (counts: number[] = []) => counts.reduce((sum, count) => sum + count, 0);
    expect([total(shape?.ok), total(shape?.errors)]).toEqual([3, 1]);
  }
});

test("more rows than Cairn takes are said to be missing, and none beyond is counted", async () => {
  // Without an id they are no duplicates of each other.
  const same = { ...row(""), eventid: undefined };
  const pages = Array.from({ length: 101 }, (_, at) => ({
    rows: Array<object>(1_000).fill(same),
    next: `t-${at}`,
  }));
  const { ask } = world(undefined, [...pages, { rows: [] }]);
  const { completeness } = await ask(request({ by: ["eventName"] }));
  expect(completeness).toMatchObject({ matched: athenaRowLimit });
  expect(completeness.truncated).toContain("only the newest 100000 records that fit were taken");
});

test("rows are read back as the records they were: booleans, JSON, lists, absent fields", async () => {
  const found = row("e-1", {
    readonly: "false",
    requestparameters: '{"userName":"lead","tags":[1,2]}',
    "json_format(CAST(transform(resources, r -> r.arn) AS JSON))": '["arn:aws:s3:::one",null]',
  });
  const { ask } = world(undefined, [{ rows: [found] }]);
  const answer = await ask(
    request({
      where: { readOnly: false, errorCode: { exists: false }, "requestParameters.tags": 2 },
      show: ["requestParameters.userName", "resources.ARN", "readOnly", "errorCode"],
    }),
  );
  expect(answer.rows).toEqual([
    {
      "requestParameters.userName": "lead",
      "resources.ARN": "arn:aws:s3:::one",
      readOnly: false,
      errorCode: null,
    },
  ]);
});

test("what was scanned is told with the answer, and a look never follows another at once", async () => {
  const looks = [
    { state: "QUEUED" },
    { state: "RUNNING" },
    { state: "RUNNING" },
    { state: "SUCCEEDED", bytes: 2_500_000 },
  ];
  const { ask, waits, names } = world(looks);
  const { completeness } = await ask(request({}));
  expect(completeness.notes).toEqual(["Athena scanned 2.5 MB, which AWS charges."]);
  expect(names().filter((name) => name === "GetQueryExecution")).toHaveLength(4);
  expect(waits).toHaveLength(3);
  expect(waits.every((ms, at) => ms > (waits[at - 1] ?? 0))).toBe(true);
});

test("a question that scans more than the ceiling is stopped in AWS, and says what to do", async () => {
  const own = { ...table, maxBytes: 1_000_000_000 };
  const looks = [
    { state: "RUNNING", bytes: 900_000_000 },
    { state: "RUNNING", bytes: 1_400_000_000 },
  ];
  const { ask, sent } = world(looks, undefined, { own });
  await expect(ask(request({}))).rejects.toThrow(
    "Athena had scanned 1.4 GB when Cairn stopped it: the ceiling for account 111122223333 is 1.0 GB (athena.maxBytes in cairn.yml). Ask about a shorter window, or raise the ceiling.",
  );
  expect(sent.at(-1)).toEqual({ name: "StopQueryExecution", input: { QueryExecutionId: "q-1" } });
});

test("what has succeeded is taken, whatever it scanned: it is paid", async () => {
  const own = { ...table, maxBytes: 1_000_000_000 };
  const { ask, names } = world([{ state: "SUCCEEDED", bytes: 9e9 }], [{ rows: rows(1) }], { own });
  expect((await ask(request({}))).completeness.matched).toBe(1);
  expect(names()).not.toContain("StopQueryExecution");
});

test("a plan beyond the ceiling says that it is likely to be stopped", () => {
  const own = { ...table, maxBytes: 10_000_000 };
  expect(world(undefined, undefined, { own }).engine.plan(request({})).unreached).toContain(
    "ceiling on scanned bytes",
  );
  expect(world().engine.plan(request({})).unreached).toBeUndefined();
});

test.each<[string, Look, string]>([
  [
    "no such table",
    { state: "FAILED", reason: "TABLE_NOT_FOUND: line 1:15" },
    "There is no table trails.cloudtrail_logs in account",
  ],
  [
    "no such column",
    { state: "FAILED", reason: "COLUMN_NOT_FOUND: line 1:8: Column 'x'" },
    "lacks a column that this question needs",
  ],
  [
    "no right",
    { state: "FAILED", reason: "Access Denied (Service: Amazon S3)" },
    "Athena may not read trails.cloudtrail_logs",
  ],
  [
    "the workgroup's limit",
    { state: "CANCELLED", reason: "Bytes scanned limit was exceeded" },
    "The workgroup's own limit on scanned bytes",
  ],
  [
    "stopped by somebody",
    { state: "CANCELLED", reason: "Query was cancelled" },
    "Somebody stopped the query in AWS. Ask again.",
  ],
  ["a passing fault", { state: "FAILED", reason: "INTERNAL", retryable: true }, "may work next time"],
  [
    "any other fault",
    { state: "FAILED", reason: "HIVE_BAD_DATA" },
    "Athena could not answer from trails.cloudtrail_logs",
  ],
])("%s is said with what to do, and nothing is left to stop", async (_, look, message) => {
  const { ask, names } = world([{ state: "RUNNING" }, look]);
  await expect(ask(request({}))).rejects.toThrow(message);
  expect(names()).not.toContain("StopQueryExecution");
});

test("a statement that AWS does not take is said with the settings to look at", async () => {
  const start = [thrown("InvalidRequestException", "No output location provided.")];
  const { ask } = world(undefined, undefined, { start });
  await expect(ask(request({}))).rejects.toThrow("Check athena.workgroup and athena.output in cairn.yml");
});

test("too many starts at once are waited out", async () => {
  const start = [thrown("TooManyRequestsException"), thrown("ThrottlingException")];
  const { ask, names, waits } = world(undefined, undefined, { start });
  await ask(request({}));
  expect(names().filter((name) => name === "StartQueryExecution")).toHaveLength(3);
  expect(waits.every((ms) => ms >= 500)).toBe(true);
});

test("a failure on the way stops the query in AWS", async () => {
  const { ask, sent } = world([{ state: "RUNNING" }, thrown("AccessDeniedException")]);
  await expect(ask(request({}))).rejects.toThrow("AWS denied athena:GetQueryExecution");
  expect(sent.at(-1)?.name).toBe("StopQueryExecution");
});

test("each call takes from a budget of its own, and pages not from that of Logs Insights", async () => {
  const { ask, taken } = world([{ state: "RUNNING" }, { state: "SUCCEEDED" }]);
  await ask(request({}));
  expect(taken).toEqual([
    "StartQueryExecution",
    "GetQueryExecution",
    "GetQueryExecution",
    "athena:GetQueryResults",
  ]);
});

test.each([
  ["access logs", { from: "access-log" }, {}, "holds CloudTrail records only"],
  ["another account", {}, { account: "444455556666" }, "No Athena table is set for account 444455556666"],
  [
    "a field kept in parts",
    { show: ["userIdentity"] },
    {},
    "keeps userIdentity in parts: ask for userIdentity.type",
  ],
  [
    "a field it has not",
    { where: { "edgeDeviceDetails.kind": "x" } },
    {},
    "has no column for edgeDeviceDetails.kind: ask log-group",
  ],
] as const)("%s: refused with who can answer", (_, form, change, message) => {
  expect(() => world().engine.plan(request(form, change))).toThrow(message);
});
