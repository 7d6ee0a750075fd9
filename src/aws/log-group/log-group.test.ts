import type { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { expect, test } from "vitest";
import { bindQuery } from "../../domain/query/bind.ts";
import { literalFill } from "../../domain/query/fill.ts";
import { queryForm } from "../../domain/query/form.ts";
import type { QueryRequest } from "../../flows/ports.ts";
import { createLogGroup } from "./log-group.ts";
import type { TrailLogGroup } from "./trail-log-groups.ts";

const key = "AKIAIOSFODNN7EXAMPLE";
const account = "111122223333";
const now = new Date("2026-05-04T12:00:00Z");
const window = { from: new Date("2026-05-04T08:00:00Z"), to: new Date("2026-05-04T11:30:00Z") };
const home: TrailLogGroup = { account, region: "eu-central-1", group: "trail" };

function request(form: object, change: Partial<QueryRequest> = {}): QueryRequest {
  const query = bindQuery(queryForm.parse(form), literalFill);
  return { query, window, account, regions: ["eu-central-1"], askedBy: { name: "responder" }, ...change };
}

type Page = { events: { message: string; timestamp: number }[]; nextToken?: string } | Error;

function world(pages: Page[] = [], groups = [home]) {
  const sent: { region: string; input: FilterLogEventsCommand["input"] }[] = [];
  const logs = (_account: string, region: string) => ({
    send: async ({ input }: FilterLogEventsCommand) => {
      sent.push({ region, input });
      const page = pages.shift() ?? { events: [] };
      if (page instanceof Error) throw page;
      return page;
    },
  });
  const engine = createLogGroup({
    clients: { logs: logs as never, forget() {} },
    takeBudget: async () => {},
    wait: async () => {},
    now: () => now,
    groups,
  });
  const ask = (asked: QueryRequest) =>
    engine.ask(asked, { signal: new AbortController().signal, progress() {} });
  return { engine, ask, sent };
}

const record = (id: string, at: string) => ({
  timestamp: Date.parse(at) + 240_000,
  message: JSON.stringify({
    eventID: id,
    eventTime: at,
    eventName: "ListUsers",
    userIdentity: { accessKeyId: key },
  }),
});
const thrown = (name: string, message: string) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });

test("times go out in milliseconds, with 20 minutes more for the delivery, newest first", async () => {
  const { ask, sent } = world();
  await ask(request({ where: { key } }));
  expect(sent).toEqual([
    {
      region: "eu-central-1",
      input: {
        logGroupName: "trail",
        startTime: Date.parse("2026-05-04T08:00:00Z"),
        endTime: Date.parse("2026-05-04T11:50:00Z"),
        startFromHead: false,
        filterPattern: `{ $.userIdentity.accessKeyId = "${key}" }`,
        nextToken: undefined,
      },
    },
  ]);
});

test("a call that was delivered after the window's end still counts, one from outside the window does not", async () => {
  const late = record("e-1", "2026-05-04T11:29:00Z");
  const outside = record("e-2", "2026-05-04T11:31:00Z");
  const { completeness } = await world([{ events: [outside, late] }]).ask(request({ where: { key } }));
  expect(completeness).toMatchObject({
    scanned: 2,
    matched: 1,
    settlesAt: new Date("2026-05-04T11:50:00Z"),
    settled: true,
  });
});

test("an empty page with a token does not end the search", async () => {
  const { ask, sent } = world([
    { events: [], nextToken: "t-1" },
    { events: [record("e-1", "2026-05-04T09:00:00Z")] },
  ]);
  const { completeness } = await ask(request({ where: { key } }));
  expect(sent.map(({ input }) => input.nextToken)).toEqual([undefined, "t-1"]);
  expect(completeness).toMatchObject({ pagesRead: 2, matched: 1 });
});

test("an ARN is sent as an identifier, and a group of another Region is asked there", async () => {
  const group = "arn:aws:logs:us-east-1:444455556666:log-group:org-trail";
  const { ask, sent } = world([], [{ account, region: "us-east-1", group }]);
  const { completeness } = await ask(request({ where: { key } }));
  expect(sent[0]).toMatchObject({ region: "us-east-1", input: { logGroupIdentifier: group } });
  expect(sent[0]?.input).not.toHaveProperty("logGroupName");
  expect(completeness).toMatchObject({
    regions: ["us-east-1"],
    notes: [
      expect.stringContaining(
        "eu-central-1: no log group of its own; calls there are found if the trail in us-east-1",
      ),
    ],
  });
});

test("before 2024 the search goes oldest first and never stops early", async () => {
  const { ask, sent } = world();
  await ask(
    request({ where: { key } }, { window: { from: new Date("2023-12-31T23:59:59Z"), to: window.to } }),
  );
  expect(sent[0]?.input.startFromHead).toBeUndefined();
});

test("a pattern that AWS refuses is left out, and the answer says so", async () => {
  const refused = thrown("InvalidParameterException", "Invalid character(s) in term");
  const { ask, sent } = world([refused, { events: [record("e-1", "2026-05-04T09:00:00Z")] }]);
  const { completeness } = await ask(request({ where: { key } }));
  expect(sent.map(({ input }) => input.filterPattern)).toEqual([expect.any(String), undefined]);
  expect(completeness).toMatchObject({
    matched: 1,
    pagesRead: 1,
    notes: [expect.stringContaining("AWS refused the filter pattern")],
  });
});

test("a denied search names the group in the statement that allows it", async () => {
  const { ask } = world([thrown("AccessDeniedException", "no")]);
  await expect(ask(request({ where: { key } }))).rejects.toThrow(
    '{"Effect":"Allow","Action":"logs:FilterLogEvents","Resource":"arn:aws:logs:eu-central-1:111122223333:log-group:trail:*"}',
  );
});

test("an account without a log group is told which setting is missing", async () => {
  const { ask } = world([], []);
  await expect(ask(request({ where: { key } }))).rejects.toThrow(
    "No log group is set for account 111122223333",
  );
  await expect(ask(request({ from: "access-log" }))).rejects.toThrow("CloudTrail records only");
});

test("the plan shows the pattern, what is left to check, and a command that asks the same", () => {
  const { engine } = world();
  const plan = engine.plan(request({ where: { key, ip: { notInCidr: "192.0.2.0/24" } } }));
  expect({ ...plan, command: plan.command.split("\n") }).toEqual({
    engine: "log-group",
    pushedDown: [`key = ${key}`],
    text: `{ $.userIdentity.accessKeyId = "${key}" }`,
    why: "The log group is filtered by AWS and read newest first: about 9 pages, many of them empty.",
    checkedHere: ["ip not in 192.0.2.0/24"],
    estimate: { calls: 9, seconds: 5 },
    command: [
      ": 'One event a line. Cairn also checks ip not in 192.0.2.0/24, takes an eventID once, shows 100 rows at most.'",
      expect.stringMatching(/^narrow='def text/),
      `aws logs filter-log-events --region eu-central-1 --log-group-name trail --start-time 1777881600000 --end-time 1777895400000 --filter-pattern '{ $.userIdentity.accessKeyId = "${key}" }' --output json | jq -c '.events[].message | fromjson? | '"$narrow"`,
    ],
  });
});
