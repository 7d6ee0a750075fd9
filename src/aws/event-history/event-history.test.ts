import type { LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { expect, test, vi } from "vitest";
import { bindQuery } from "../../domain/query/bind.ts";
import { describeCompleteness } from "../../domain/query/completeness.ts";
import { literalFill } from "../../domain/query/fill.ts";
import { queryForm } from "../../domain/query/form.ts";
import type { Asking, QueryRequest } from "../../flows/ports.ts";
import { createEventHistory } from "./event-history.ts";

const key = "AKIAIOSFODNN7EXAMPLE";
const account = "111122223333";
const now = new Date("2026-05-04T12:00:00Z");
const window = { from: new Date("2026-05-04T08:00:00.500Z"), to: new Date("2026-05-04T11:30:00.500Z") };

function request(form: object, change: Partial<QueryRequest> = {}): QueryRequest {
  const query = bindQuery(queryForm.parse(form), literalFill);
  return { query, window, account, regions: ["eu-central-1"], askedBy: { name: "responder" }, ...change };
}

type Page = { Events: object[]; NextToken?: string } | Error;

/** Gives each Region's pages one after another. */
function world(pages: Record<string, Page[]> = {}) {
  const sent: { region: string; input: LookupEventsCommand["input"] }[] = [];
  const cloudtrail = (_account: string, region: string) => ({
    send: async ({ input }: LookupEventsCommand) => {
      sent.push({ region, input });
      const page = pages[region]?.shift() ?? { Events: [] };
      if (page instanceof Error) throw page;
      return page;
    },
  });
  const forget = vi.fn();
  const waits = new Map<string, number>();
  const engine = createEventHistory({
    clients: { cloudtrail: cloudtrail as never, forget },
    takeBudget: async ({ region }, _signal, onWait) => onWait?.(waits.get(region) ?? 0),
    wait: async () => {},
    now: () => now,
    pageCap: 3,
  });
  const ask = (asked: QueryRequest, asking: Partial<Asking> = {}) =>
    engine.ask(asked, { signal: new AbortController().signal, progress() {}, ...asking });
  return { engine, ask, sent, forget, waits };
}

const event = (id: string, at = "2026-05-04T09:00:00Z") => ({
  EventTime: new Date(at),
  CloudTrailEvent: JSON.stringify({
    eventID: id,
    eventTime: at,
    eventName: "ListUsers",
    userIdentity: { accessKeyId: key },
  }),
});
const thrown = (name: string) => Object.assign(new Error("no"), { name, $metadata: { httpStatusCode: 400 } });

test("both times are sent in whole seconds around the window, with one attribute and full pages", async () => {
  const { ask, sent } = world();
  await ask(request({ where: { key } }, { regions: ["us-east-1"] }));
  expect(sent).toEqual([
    {
      region: "us-east-1",
      input: {
        LookupAttributes: [{ AttributeKey: "AccessKeyId", AttributeValue: key }],
        StartTime: new Date("2026-05-04T08:00:00Z"),
        EndTime: new Date("2026-05-04T11:30:01Z"),
        MaxResults: 50,
        NextToken: undefined,
      },
    },
  ]);
});

test("an empty page with a token does not end the search", async () => {
  const { ask, sent } = world({
    "us-east-1": [{ Events: [], NextToken: "t-1" }, { Events: [event("e-1")] }],
  });
  const answer = await ask(request({ where: { key } }, { regions: ["us-east-1"] }));
  expect(sent.map(({ input }) => input.NextToken)).toEqual([undefined, "t-1"]);
  expect(answer.completeness).toMatchObject({ pagesRead: 2, matched: 1, settled: true });
});

test("a question about a person also searches us-east-1 and says so, any other question does not", async () => {
  const person = world();
  const { completeness } = await person.ask(request({ where: { key } }));
  expect(completeness.regions).toEqual(["eu-central-1", "us-east-1"]);
  expect(completeness.notes).toEqual([expect.stringContaining("us-east-1 was searched too")]);
  const other = world();
  await other.ask(request({ where: { eventSource: "ec2.amazonaws.com" } }));
  expect(other.sent.map(({ region }) => region)).toEqual(["eu-central-1"]);
});

test("us-east-1 forbidden to the account is missing from the answer, and the answer says it", async () => {
  const { ask } = world({
    "eu-central-1": [{ Events: [event("e-1")] }],
    "us-east-1": [thrown("AccessDeniedException")],
  });
  const { completeness } = await ask(request({ where: { key } }));
  expect(completeness).toMatchObject({
    regions: ["eu-central-1"],
    matched: 1,
    truncated: "1 of 2 parts is missing: us-east-1, account 111122223333",
    notes: [],
  });
  const [asked, added] = completeness.legs ?? [];
  expect(asked).toMatchObject({ region: "eu-central-1", state: "done" });
  expect(added).toMatchObject({ region: "us-east-1", state: "failed" });
  expect(added?.why).toMatch(/^Global services \(IAM, sign-in\) record there, .* AWS denied/);
  expect(describeCompleteness(completeness).join("\n")).toContain(
    "not complete: 1 of 2 parts is missing: us-east-1, account 111122223333; newest event",
  );
});

test("each Region says how it stands, and how long it waits for its turn", async () => {
  const { ask, waits } = world({ "us-east-1": [thrown("AccessDeniedException")] });
  waits.set("eu-central-1", 12_400);
  const told: unknown[] = [];
  await ask(request({ where: { key } }), {
    leg: ({ region, state, waitSeconds }) => told.push([region, state, waitSeconds]),
  });
  expect(told.filter((each) => Array.isArray(each) && each[0] === "eu-central-1")).toEqual([
    ["eu-central-1", "waiting", undefined],
    ["eu-central-1", "waiting", 13],
    ["eu-central-1", "running", undefined],
    ["eu-central-1", "done", undefined],
  ]);
  expect(told.filter((each) => Array.isArray(each) && each[0] === "us-east-1")).toEqual([
    ["us-east-1", "waiting", undefined],
    ["us-east-1", "running", undefined],
    ["us-east-1", "failed", undefined],
  ]);
});

test("a question that is forbidden in every Region fails and names the right", async () => {
  const { ask } = world({
    "eu-central-1": [thrown("AccessDeniedException")],
    "us-east-1": [thrown("AccessDeniedException")],
  });
  await expect(ask(request({ where: { key } }))).rejects.toThrow(
    'AWS denied cloudtrail:LookupEvents in account 111122223333, eu-central-1. Allow it in the role\'s policy: {"Effect":"Allow","Action":"cloudtrail:LookupEvents","Resource":"*"}',
  );
});

test("expired credentials are dropped and asked for once more", async () => {
  const { ask, forget } = world({
    "us-east-1": [thrown("ExpiredTokenException"), { Events: [event("e-1")] }],
  });
  const answer = await ask(request({ where: { key } }, { regions: ["us-east-1"] }));
  expect(answer.completeness.matched).toBe(1);
  expect(forget).toHaveBeenCalledWith(account, { name: "responder" });
});

test("each of several values is searched for, and the page cap names the one that was cut", async () => {
  const more = (id: string): Page => ({ Events: [event(id)], NextToken: id });
  const { ask, sent } = world({ "us-east-1": [{ Events: [] }, more("a"), more("b"), more("c")] });
  const answer = await ask(
    request({ where: { call: ["CreateUser", "ListUsers"] } }, { regions: ["us-east-1"] }),
  );
  expect(sent.map(({ input }) => input.LookupAttributes?.[0]?.AttributeValue)).toEqual([
    "CreateUser",
    "ListUsers",
    "ListUsers",
    "ListUsers",
  ]);
  expect(answer.completeness).toMatchObject({
    matched: 3,
    truncated:
      "us-east-1 (EventName = ListUsers) was read for 3 pages, back to 2026-05-04T09:00:00.000Z; narrow the query or its window to read the rest",
  });
});

test("events without a readable record are counted and left out", async () => {
  const broken = [{ CloudTrailEvent: "{" }, { CloudTrailEvent: undefined }, { CloudTrailEvent: "[]" }];
  const { ask } = world({ "us-east-1": [{ Events: [...broken, event("e-1")] }] });
  const { completeness } = await ask(request({ where: { key } }, { regions: ["us-east-1"] }));
  expect(completeness).toMatchObject({
    scanned: 1,
    notes: ["Left out: 3 that could not be read as CloudTrail records."],
  });
});

test("the plan says what AWS checks, what is checked here, what it costs, and gives the commands", () => {
  const asked = request({ where: { key, userAgent: "o'neill $(x)*" } });
  const plan = world().engine.plan(asked);
  expect({ ...plan, command: plan.command.split("\n") }).toEqual({
    engine: "event-history",
    pushedDown: [`AccessKeyId = ${key}`],
    checkedHere: ["userAgent = o'neill $(x)*"],
    estimate: { calls: 6, seconds: 3 },
    why: "Event history finds AccessKeyId itself: about 6 pages of 50 events at one a second and Region.",
    unreached: "probably all but the newest 3 pages of a Region",
    command: [
      ": 'One event a line. Cairn also takes an eventID once, shows 100 rows at most.'",
      expect.stringMatching(/^narrow='def text/),
      ...["eu-central-1", "us-east-1"].map(
        (region) =>
          `aws cloudtrail lookup-events --region ${region} --lookup-attributes AttributeKey=AccessKeyId,AttributeValue=${key} --start-time 2026-05-04T08:00:00Z --end-time 2026-05-04T11:30:01Z --output json | jq -c '.Events[].CloudTrailEvent | fromjson | '"$narrow"`,
      ),
    ],
  });
});

test.each<[string, object, Partial<QueryRequest>, string]>([
  [
    "data events",
    { where: { eventName: "GetObject" } },
    {},
    "holds management events only, and the question is about GetObject, recorded as data events only. Ask log-group",
  ],
  [
    "a window that has left the history",
    { where: { key } },
    { window: { from: new Date("2025-01-01T00:00:00Z"), to: new Date("2025-01-02T00:00:00Z") } },
    "Event history reaches back 90 days: nothing before 2026-02-03T12:00:00.000Z was searched. Ask log-group",
  ],
])("a plan for %s is refused, and names who can answer", (_, form, change, message) => {
  expect(() => world().engine.plan(request(form, change))).toThrow(message);
});

test("a plan for a window that is partly too old says what it leaves out", () => {
  const early = { from: new Date("2026-01-01T00:00:00Z"), to: now };
  expect(world().engine.plan(request({ where: { eventID: "e-1" } }, { window: early })).unreached).toBe(
    "Event history reaches back 90 days: nothing before 2026-02-03T12:00:00.000Z was searched",
  );
});

test("a value that a shell or the CLI's short form would take apart is quoted in the command", () => {
  const { command } = world().engine.plan(request({ where: { eventSource: "x,y'; rm -rf $HOME" } }));
  expect(command).toContain(
    `--lookup-attributes '[{"AttributeKey":"EventSource","AttributeValue":"x,y'\\''; rm -rf $HOME"}]' --start-time`,
  );
});

test("access logs and an account without Regions are refused clearly", async () => {
  const { ask } = world();
  await expect(ask(request({ from: "access-log" }))).rejects.toThrow(
    "Event history holds CloudTrail records only",
  );
  await expect(ask(request({ where: { key } }, { regions: [] }))).rejects.toThrow("has no Regions to search");
});
