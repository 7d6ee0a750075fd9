import { describe, expect, test } from "vitest";
import { bindQuery, type LeafValue } from "./bind.ts";
import { createEvaluation } from "./evaluate.ts";
import { fillFrom } from "./fill.ts";
import { parseQueryFile } from "./parse-query.ts";
import type { Window } from "./query.ts";

const day: Window = { from: new Date("2026-05-04T00:00:00Z"), to: new Date("2026-05-04T23:59:59Z") };
let made = 0;
const nextId = (): string => {
  made += 1;
  return `event-${made}`;
};
const call = (fields: object = {}) => ({
  eventVersion: "1.11",
  eventTime: "2026-05-04T08:00:00Z",
  eventID: nextId(),
  eventName: "GetUser",
  recipientAccountId: "111122223333",
  sourceIPAddress: "203.0.113.7",
  userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/alice", userName: "alice" },
  ...fields,
});
const ask = (
  yaml: string,
  records: unknown[],
  window = day,
  values: Record<string, LeafValue | LeafValue[]> = {},
) => {
  const query = bindQuery(parseQueryFile(yaml, "q.yml"), fillFrom(new Map(Object.entries(values))));
  const evaluation = createEvaluation(query, window);
  const outcomes = records.map((record) => evaluation.add(record));
  return { outcomes, ...evaluation.result() };
};
const matches = (where: string, fields: object, values: Record<string, LeafValue | LeafValue[]> = {}) =>
  ask(`where: ${where}\nservices: show`, [call(fields)], day, values).matched === 1;

describe("equals", () => {
  test.each<[string, unknown, boolean]>([
    ["x", "x", true],
    ["x", "X", false],
    ["x", "xy", false],
    ["''", "", true],
    ["x*", "xy", true],
    ["x*", "x", true],
    ["x*", "yx", false],
    ["'*x'", "yx", true],
    ["'*x'", "xy", false],
    ["'*x*'", "yxy", true],
    ["'*x*'", "yzy", false],
    ["'*'", "", true],
    ["'*'", 7, true],
    ["'\\*'", "*", true],
    ["'\\*'", "x", false],
    ["[x, y*]", "yes", true],
    ["[x, y*]", "no", false],
    ["[]", "x", false],
    ["403", 403, true],
    ["403", "403", true],
    ["403", 404, false],
    ["403", "403.0", false],
    ["'403'", 403, true],
    ["'40*'", 403, true],
    ["true", true, true],
    ["true", "true", true],
    ["false", "false", true],
    ["false", "true", false],
    ["false", false, true],
    ["false", 0, false],
    ["false", "", false],
    ["'true'", true, true],
    ["true", "True", false],
    ["x", { x: "x" }, false],
    ["'*'", { x: "x" }, false],
    ["'*'", null, false],
    ["'null'", null, false],
    ["x", ["y", "x"], true],
    ["x", ["y"], false],
    ["'*'", [], false],
    ["'[object Object]'", {}, false],
  ])("%s and %j: %s", (leaf, value, expected) => {
    expect(matches(`{ field: ${leaf} }`, { field: value })).toBe(expected);
    expect(matches(`{ field: { equals: ${leaf} } }`, { field: value })).toBe(expected);
  });

  test("a time equals the same instant however it is written", () => {
    const at = new Date("2026-05-04T08:00:00Z");
    expect(matches("{ field: '{{at}}' }", { field: "2026-05-04T10:00:00+02:00" }, { at })).toBe(true);
    expect(matches("{ field: '{{at}}' }", { field: "2026-05-04T08:00:01Z" }, { at })).toBe(false);
  });

  test("an inserted star is a star", () => {
    expect(matches("{ field: '{{v}}' }", { field: "anything" }, { v: "*" })).toBe(false);
    expect(matches("{ field: '{{v}}' }", { field: "*" }, { v: "*" })).toBe(true);
    expect(matches("{ field: '{{v}}*' }", { field: "*more" }, { v: "*" })).toBe(true);
    expect(matches("{ field: '{{v}}*' }", { field: "more" }, { v: "*" })).toBe(false);
  });
});

describe("not", () => {
  test.each<[string, unknown, boolean]>([
    ["x", "y", true],
    ["x", "x", false],
    ["x*", "xy", false],
    ["[x, y]", "z", true],
    ["[x, y]", "y", false],
    ["[]", "x", true],
    ["true", "false", true],
    ["true", "true", false],
    ["x", { a: 1 }, false],
    ["x", null, false],
    ["x", ["x", "y"], true],
    ["x", ["x", "x"], false],
    ["x", [], false],
  ])("%s and %j: %s", (leaf, value, expected) => {
    expect(matches(`{ field: { not: ${leaf} } }`, { field: value })).toBe(expected);
  });

  test("of an actor means none of their names", () => {
    expect(matches("{ actor: { not: alice } }", {})).toBe(false);
    expect(matches("{ actor: { not: bob } }", {})).toBe(true);
    expect(matches("{ actor: alice }", {})).toBe(true);
    expect(matches("{ actor: { not: bob } }", { userIdentity: null })).toBe(false);
  });
});

describe("an absent field", () => {
  test.each([
    "x",
    "'*'",
    "[]",
    "{ not: x }",
    "{ not: [] }",
    "{ contains: '' }",
    "{ exists: true }",
    "{ inCidr: 0.0.0.0/0 }",
    "{ notInCidr: 0.0.0.0/0 }",
    "{ notInCidr: [] }",
    "{ gt: 0 }",
    "{ gte: 0 }",
    "{ lt: 0 }",
    "{ lte: 0 }",
  ])("fails %s, so does a null", (test) => {
    expect(matches(`{ field: ${test} }`, {})).toBe(false);
    expect(matches(`{ field: ${test} }`, { field: null })).toBe(false);
    expect(matches(`{ field.below: ${test} }`, { field: "text" })).toBe(false);
  });

  test("is matched by exists: false and by none", () => {
    expect(matches("{ field: { exists: false } }", {})).toBe(true);
    expect(matches("{ field: { exists: false } }", { field: null })).toBe(true);
    expect(matches("{ field: { exists: false } }", { field: "" })).toBe(false);
    expect(matches("{ field: { exists: false } }", { field: false })).toBe(false);
    expect(matches("{ field: { exists: true } }", { field: {} })).toBe(true);
    expect(matches("{ field: { exists: true } }", { field: [] })).toBe(true);
    expect(matches("{ none: [{ field: x }] }", {})).toBe(true);
    expect(matches("{ none: [{ field: { not: x } }] }", {})).toBe(true);
  });
});

describe("contains", () => {
  test.each<[string, unknown, boolean]>([
    ["ell", "hello", true],
    ["Ell", "hello", false],
    ["[zzz, ell]", "hello", true],
    ["[]", "hello", false],
    ["'*'", "hello", false],
    ["'*'", "a*b", true],
    ["40", 403, true],
    ["ell", ["no", "hello"], true],
    ["ell", { deep: [{ in: "hello" }] }, true],
    ["deep", { deep: [{ in: "hello" }] }, false],
  ])("%s and %j: %s", (leaf, value, expected) => {
    expect(matches(`{ field: { contains: ${leaf} } }`, { field: value })).toBe(expected);
  });
});

describe("networks", () => {
  test.each<[string, unknown, boolean, boolean]>([
    ["10.0.0.0/8", "10.1.2.3", true, false],
    ["10.0.0.0/8", "11.1.2.3", false, true],
    ["[10.0.0.0/8, 203.0.113.0/24]", "203.0.113.7", true, false],
    ["[]", "10.1.2.3", false, true],
    ["0.0.0.0/0", "ec2.amazonaws.com", false, true],
    ["0.0.0.0/0", "AWS Internal", false, true],
    ["10.0.0.0/8", "10.01.2.3", false, true],
    ["10.0.0.0/8", { a: 1 }, false, false],
    ["10.0.0.0/8", ["10.0.0.1", "192.0.2.1"], true, true],
  ])("%s and %j: in %s, not in %s", (networks, value, inside, outside) => {
    expect(matches(`{ field: { inCidr: ${networks} } }`, { field: value })).toBe(inside);
    expect(matches(`{ field: { notInCidr: ${networks} } }`, { field: value })).toBe(outside);
  });
});

describe("gt, gte, lt, lte", () => {
  test.each<[string, unknown, boolean[]]>([
    ["5", 4, [false, false, true, true]],
    ["5", 5, [false, true, false, true]],
    ["5", 6, [true, true, false, false]],
    ["5", "6", [true, true, false, false]],
    ["5", "10", [true, true, false, false]],
    ["5", "six", [false, false, false, false]],
    ["5", "", [false, false, false, false]],
    ["5", true, [false, false, false, false]],
    ["5", { a: 1 }, [false, false, false, false]],
    ["2026-05-04T08:00:00Z", "2026-05-04T09:00:00Z", [true, true, false, false]],
    ["2026-05-04T08:00:00Z", "2026-05-04T08:00:00Z", [false, true, false, true]],
    ["2026-05-04T08:00:00Z", "2026-05-04T09:30:00+02:00", [false, false, true, true]],
    ["2026-05-04T08:00:00Z", "tomorrow", [false, false, false, false]],
    ["2026-05-04T08:00:00Z", 1_900_000_000_000, [false, false, false, false]],
  ])("%s and %j", (limit, value, expected) => {
    const operators = ["gt", "gte", "lt", "lte"];
    expect(operators.map((op) => matches(`{ field: { ${op}: ${limit} } }`, { field: value }))).toEqual(
      expected,
    );
  });
});

describe("groups", () => {
  test.each<[string, boolean]>([
    ["{ a: x, b: y }", true],
    ["{ a: x, b: z }", false],
    ["{ any: [{ a: z }, { b: y }] }", true],
    ["{ any: [{ a: z }, { b: z }] }", false],
    ["{ all: [{ a: x }, { b: y }] }", true],
    ["{ none: [{ a: z }, { b: z }] }", true],
    ["{ none: [{ a: z }, { b: y }] }", false],
    ["{ none: [{ a: x, b: z }] }", true],
    ["{ a: x, none: [{ any: [{ b: z }, { c: { exists: true } }] }] }", true],
    ["{}", true],
  ])("%s: %s", (where, expected) => {
    expect(matches(where, { a: "x", b: "y" })).toBe(expected);
  });
});

describe("event names are compared without their version", () => {
  test.each<[string, string, boolean]>([
    ["UpdateFunctionCode", "UpdateFunctionCode20150331v2", true],
    ["UpdateFunctionCode20150331v2", "UpdateFunctionCode20150331v2", true],
    ["UpdateFunctionCode20150331v2", "UpdateFunctionCode", true],
    ["UpdateFunction*", "UpdateFunctionCode20150331v2", true],
    ["'*FunctionCode'", "UpdateFunctionCode20150331v2", true],
    ["'*20150331'", "GetUser", false],
    ["UpdateFunction", "UpdateFunctionCode20150331v2", false],
  ])("%s and %s: %s", (leaf, eventName, expected) => {
    expect(matches(`{ eventName: ${leaf} }`, { eventName })).toBe(expected);
    expect(matches(`{ call: ${leaf} }`, { eventName })).toBe(expected);
  });

  test("also when they are excluded", () => {
    const eventName = "UpdateFunctionCode20150331v2";
    expect(matches("{ eventName: { not: UpdateFunctionCode } }", { eventName })).toBe(false);
    expect(matches("{ eventName: { not: [GetUser, Update*] } }", { eventName })).toBe(false);
    expect(matches("{ eventName: { not: GetUser } }", { eventName })).toBe(true);
  });
});

test("policies are read inside their text", () => {
  const policyDocument = JSON.stringify({
    Statement: [
      { Effect: "Allow", Action: "*" },
      { Effect: "Deny", Action: "s3:*" },
    ],
  });
  const where = (action: string) =>
    `{ decode(requestParameters.policyDocument).Statement.Effect: Allow, decode(requestParameters.policyDocument).Statement.Action: '${action}' }`;
  expect(matches(where("\\*"), { requestParameters: { policyDocument } })).toBe(true);
  expect(matches(where("iam:\\*"), { requestParameters: { policyDocument } })).toBe(false);
  expect(matches(where("\\*"), { requestParameters: { policyDocument: "not json" } })).toBe(false);
});

describe("what counts", () => {
  test("both ends of the window belong to it, and records without a time to none", () => {
    const window = { from: new Date("2026-05-04T08:00:00Z"), to: new Date("2026-05-04T09:00:00Z") };
    const times = ["07:59:59", "08:00:00", "08:30:00", "09:00:00", "09:00:01"];
    const records = times.map((time) => call({ eventTime: `2026-05-04T${time}Z` }));
    const answer = ask(
      "show: [eventTime]",
      [...records, call({ eventTime: "noon" }), call({ eventTime: 5 }), null, "x", []],
      window,
    );
    expect(answer.rows).toEqual([
      { eventTime: "2026-05-04T08:00:00Z" },
      { eventTime: "2026-05-04T08:30:00Z" },
      { eventTime: "2026-05-04T09:00:00Z" },
    ]);
    expect(answer).toMatchObject({ scanned: 10, matched: 3, undated: 5 });
    expect(answer.newestEvent).toEqual(new Date("2026-05-04T09:00:00Z"));
    expect(answer.oldestEvent).toEqual(new Date("2026-05-04T07:59:59Z"));
  });

  test("the newest event shows that the data ends before the window", () => {
    const late = { from: new Date("2026-05-05T00:00:00Z"), to: new Date("2026-05-06T00:00:00Z") };
    expect(ask("", [call()], late)).toMatchObject({
      matched: 0,
      newestEvent: new Date("2026-05-04T08:00:00Z"),
    });
  });

  test("a record that comes twice counts once, in each account", () => {
    const one = call({ eventID: "e" });
    const other = call({ eventID: "e", recipientAccountId: "444455556666" });
    const nameless = call({ eventID: undefined });
    const answer = ask("by: [eventName]", [one, { ...one }, other, nameless, { ...nameless }]);
    expect(answer.outcomes).toEqual(["matched", "duplicate", "matched", "matched", "matched"]);
    expect(answer).toMatchObject({ scanned: 5, matched: 4, duplicatesDropped: 1 });
    expect(answer.rows[0]).toMatchObject({ count: 4 });
  });

  test("service calls are hidden and counted, each once", () => {
    const service = call({ userIdentity: { type: "AWSService", invokedBy: "ec2.amazonaws.com" } });
    const records = [
      service,
      { ...service },
      call(),
      call({ ...service, eventID: "other", eventName: "Else" }),
    ];
    const hidden = ask("where: { eventName: GetUser }", records);
    expect(hidden.outcomes).toEqual(["service-hidden", "duplicate", "matched", "no"]);
    expect(hidden).toMatchObject({ matched: 1, servicesHidden: 1, duplicatesDropped: 1 });
    expect(ask("where: { eventName: GetUser }\nservices: show", records)).toMatchObject({
      matched: 2,
      servicesHidden: 0,
    });
  });
});

describe("rows", () => {
  const at = (time: string, fields: object) => call({ eventTime: `2026-05-04T${time}Z`, ...fields });

  test("are the records by time, with the columns asked for", () => {
    const records = [at("08:02:00", { eventName: "B" }), at("08:01:00", { eventName: "A", errorCode: "No" })];
    const answer = ask("show: [eventTime, eventName, errorCode]", records);
    expect(answer.columns).toEqual(["eventTime", "eventName", "errorCode"]);
    expect(answer.rows).toEqual([
      { eventTime: "2026-05-04T08:01:00Z", eventName: "A", errorCode: "No" },
      { eventTime: "2026-05-04T08:02:00Z", eventName: "B", errorCode: null },
    ]);
  });

  test("have usual columns when none were asked for", () => {
    expect(ask("", [call()]).columns).toEqual([
      "eventTime",
      "principal",
      "eventSource",
      "eventName",
      "awsRegion",
      "sourceIPAddress",
      "errorCode",
    ]);
  });

  test("are the newest when ordered so, however many there were", () => {
    const records = Array.from({ length: 5_000 }, (_, second) =>
      call({ eventTime: new Date(day.from.getTime() + ((second * 7919) % 5_000) * 1_000).toISOString() }),
    );
    const answer = ask("show: [eventTime]\norder: -eventTime\nlimit: 2", records);
    expect(answer.rows).toEqual([
      { eventTime: "2026-05-04T01:23:19.000Z" },
      { eventTime: "2026-05-04T01:23:18.000Z" },
    ]);
    expect(answer).toMatchObject({ rowsBeforeLimit: 5_000, truncated: undefined });
  });

  test("join several values, each once, and show objects as JSON", () => {
    const answer = ask("show: [list, deep.ip, object, yes, many]", [
      call({
        list: ["a", "b", "a"],
        deep: [{ ip: 1 }, { ip: 2 }],
        object: { b: 1 },
        yes: true,
        many: Array.from({ length: 30 }, (_, index) => index),
      }),
    ]);
    expect(answer.rows[0]).toMatchObject({ list: "a, b", "deep.ip": "1, 2", object: '{"b":1}', yes: true });
    expect(answer.rows[0]?.many).toMatch(/^0, 1, .*19 and 10 more$/);
  });

  test("are grouped with count, first and last, the largest first", () => {
    const records = [
      at("08:03:00", { eventName: "B" }),
      at("08:01:00", { eventName: "B" }),
      at("08:02:00", { eventName: "A", errorCode: "No" }),
      at("08:04:00", { eventName: "C" }),
    ];
    const answer = ask("by: [eventName, errorCode]", records);
    expect(answer.columns).toEqual(["eventName", "errorCode", "count", "first", "last"]);
    expect(answer.rows).toEqual([
      {
        eventName: "B",
        errorCode: null,
        count: 2,
        first: "2026-05-04T08:01:00Z",
        last: "2026-05-04T08:03:00Z",
      },
      {
        eventName: "A",
        errorCode: "No",
        count: 1,
        first: "2026-05-04T08:02:00Z",
        last: "2026-05-04T08:02:00Z",
      },
      {
        eventName: "C",
        errorCode: null,
        count: 1,
        first: "2026-05-04T08:04:00Z",
        last: "2026-05-04T08:04:00Z",
      },
    ]);
    expect(ask("by: [eventName]\nlimit: 1", records)).toMatchObject({ rowsBeforeLimit: 3, matched: 4 });
  });

  test("fall into buckets of time", () => {
    const records = [at("08:00:00", {}), at("08:04:59", {}), at("08:05:00", {}), at("09:59:00", {})];
    const answer = ask("per: 5m", records);
    expect(answer.columns).toEqual(["time", "count", "first", "last"]);
    expect(answer.rows.map((row) => [row.time, row.count])).toEqual([
      ["2026-05-04T08:00:00Z", 2],
      ["2026-05-04T08:05:00Z", 1],
      ["2026-05-04T09:55:00Z", 1],
    ]);
    expect(ask("per: 1h\norder: -time", records).rows[0]).toMatchObject({
      time: "2026-05-04T09:00:00Z",
      count: 1,
    });
    expect(ask("per: 1d", records).rows).toMatchObject([{ time: "2026-05-04T00:00:00Z", count: 4 }]);
  });

  test("measure distinct values and sums", () => {
    const records = [
      call({ n: 2, list: ["a", "b"] }),
      call({ n: "3", list: ["b"] }),
      call({ n: "x", sourceIPAddress: "203.0.113.8" }),
    ];
    const answer = ask("measure: [distinct(sourceIPAddress), distinct(list), sum(n)]", records);
    expect(answer.rows).toMatchObject([
      { count: 3, "distinct(sourceIPAddress)": 2, "distinct(list)": 2, "sum(n)": 5 },
    ]);
    expect(ask("measure: [sum(n)]", []).rows).toEqual([]);
  });

  test("do not depend on the order in which records come", () => {
    const records = ["B", "A", "C", "A"].map((eventName, index) =>
      call({ eventName, eventID: `same-${index}` }),
    );
    const reversed = [...records].reverse();
    for (const yaml of [
      "show: [eventName]",
      "by: [eventName]",
      "show: [eventName]\norder: eventTime\nlimit: 2",
    ]) {
      expect(ask(yaml, reversed).rows).toEqual(ask(yaml, records).rows);
    }
  });

  test("put what is absent last, whichever way they are ordered", () => {
    const records = [call({ errorCode: "b" }), call(), call({ errorCode: "a" })];
    const codes = (order: string) =>
      ask(`show: [errorCode]\norder: ${order}`, records).rows.map((row) => row.errorCode);
    expect(codes("errorCode")).toEqual(["a", "b", null]);
    expect(codes("-errorCode")).toEqual(["b", "a", null]);
  });

  test("stop at a bound of groups and say so", () => {
    const evaluation = createEvaluation(
      bindQuery(parseQueryFile("by: [n]", "q.yml"), fillFrom(new Map())),
      day,
    );
    for (let n = 0; n < 50_010; n += 1) evaluation.add(call({ n, eventID: undefined }));
    expect(evaluation.result()).toMatchObject({
      matched: 50_010,
      rowsBeforeLimit: 50_000,
      truncated: "there are more than 50000 groups, and 10 records belong to none that was kept",
    });
  });
});

describe("secrets", () => {
  const token = `IQoJb3JpZ2luX2Vj${"A1b2".repeat(40)}`;
  const record = call({
    responseElements: { credentials: { accessKeyId: "ASIAIOSFODNN7EXAMPLE", sessionToken: token } },
    userAgent: `tool/${token}`,
  });

  test("leave in no cell, identifiers do", () => {
    const answer = ask("show: [responseElements, responseElements.credentials.accessKeyId, userAgent]", [
      record,
    ]);
    expect(JSON.stringify(answer)).not.toContain("A1b2A1b2");
    expect(answer.rows).toEqual([
      {
        responseElements:
          '{"credentials":{"accessKeyId":"ASIAIOSFODNN7EXAMPLE","sessionToken":"[redacted]"}}',
        "responseElements.credentials.accessKeyId": "ASIAIOSFODNN7EXAMPLE",
        userAgent: "tool/[redacted]",
      },
    ]);
    expect(answer.redacted).toBe(2);
  });

  test("can be counted and grouped without being shown", () => {
    const answer = ask(
      "by: [responseElements.credentials.sessionToken]\nmeasure: [distinct(responseElements.credentials.sessionToken)]",
      [record],
    );
    expect(answer.rows).toMatchObject([
      {
        "responseElements.credentials.sessionToken": "[redacted]",
        "distinct(responseElements.credentials.sessionToken)": 1,
      },
    ]);
  });
});

test("records of any shape are taken without a fault", () => {
  const odd = [
    { eventTime: "2026-05-04T08:00:00Z" },
    call({ userIdentity: null, eventName: null, sourceIPAddress: ["x"], eventID: 7 }),
    call({ userIdentity: { arn: { deep: 1 } }, requestParameters: "text", resources: {} }),
    call({ eventName: { toString: "x" }, recipientAccountId: null }),
    JSON.parse('{"eventTime":"2026-05-04T08:00:00Z","__proto__":{"eventName":"GetUser"}}'),
  ];
  const all =
    "show: [principal, actor, person, key, ip, call, resource, eventName, userIdentity, resources.ARN]";
  expect(ask(`${all}\nservices: show`, odd).rows).toHaveLength(5);
  expect(ask("where: { eventName: GetUser }", odd)).toMatchObject({ matched: 1 });
});
