import { expect, test } from "vitest";
import type { Condition, FieldTest, Literal, Query } from "../../domain/query/query.ts";
import { compileFilterPattern } from "./filter-pattern.ts";

const text = (authored: string): Literal => ({
  type: "text",
  text: authored.replace(/^\*|\*$/g, ""),
  openStart: authored.startsWith("*"),
  openEnd: authored.endsWith("*"),
});
const literal = (inserted: string): Literal => ({
  type: "text",
  text: inserted,
  openStart: false,
  openEnd: false,
});
const field = (path: string, fieldTest: FieldTest): Condition => ({ path, test: fieldTest });
const equals = (path: string, ...values: string[]) => field(path, { op: "equals", values: values.map(text) });
const not = (path: string, ...values: string[]) => field(path, { op: "not", values: values.map(text) });
const compile = (...conditions: Condition[]) => compileFilterPattern(queryWhere({ all: conditions }));

function queryWhere(where: Condition): Query {
  return { from: "cloudtrail", where, measure: [], limit: 100, services: "hide" };
}

test("what a filter pattern can say is said, the most selective first, and the rest is checked here", () => {
  const compiled = compile(
    equals("errorCode", "AccessDenied*", "*UnauthorizedOperation"),
    field("sourceIPAddress", { op: "notInCidr", networks: ["192.0.2.0/24"] }),
    equals("userIdentity.accessKeyId", "AKIAIOSFODNN7EXAMPLE"),
  );
  expect(compiled.pattern).toBe(
    '{ $.userIdentity.accessKeyId = "AKIAIOSFODNN7EXAMPLE" && ($.errorCode = "AccessDenied*" || $.errorCode = "*UnauthorizedOperation*") }',
  );
  expect(compiled.checkedHere).toEqual([
    "errorCode = AccessDenied* or *UnauthorizedOperation",
    "sourceIPAddress not in 192.0.2.0/24",
  ]);
});

test("a leading star is asked with both ends open, because AWS looks at the first occurrence only", () => {
  expect(compile(equals("sourceIPAddress", "*11.1")).pattern).toBe('{ $.sourceIPAddress = "*11.1*" }');
});

test.each(['say "hi"', "back\\slash", "new\nline", "inner*star", "ünïcode", "", "x".repeat(300)])(
  "the value %j is left to the evaluator",
  (value) => {
    const compiled = compile(field("userAgent", { op: "equals", values: [literal(value)] }));
    expect(compiled).toMatchObject({ pattern: undefined, pushedDown: [] });
    expect(compiled.checkedHere).toHaveLength(1);
  },
);

test("what an intruder wrote cannot add to the pattern", () => {
  const hostile = literal('x" || $.eventName = "y');
  expect(compile(field("userAgent", { op: "equals", values: [hostile] })).pattern).toBeUndefined();
});

test("a difference does not let absent fields through, a negated group does", () => {
  expect(compile(not("errorCode", "AccessDenied")).pattern).toBe('{ $.errorCode != "AccessDenied" }');
  expect(compile({ none: [equals("errorCode", "AccessDenied")] }).pattern).toBe(
    '{ (($.errorCode NOT EXISTS || $.errorCode IS NULL) || $.errorCode != "AccessDenied") }',
  );
});

test("absence counts null as absent, presence needs any text", () => {
  expect(compile(field("errorCode", { op: "exists", value: false })).pattern).toBe(
    "{ ($.errorCode NOT EXISTS || $.errorCode IS NULL) }",
  );
  expect(compile(field("errorCode", { op: "exists", value: true })).pattern).toBe('{ $.errorCode = "*" }');
});

test("an event name is asked with every version that a service may put behind it", () => {
  expect(compile(equals("eventName", "CreateFunction20150331")).pattern).toBe(
    '{ $.eventName = "CreateFunction*" }',
  );
  expect(compile(not("eventName", "Invoke20150331")).pattern).toBeUndefined();
});

test("booleans are asked as booleans and as texts", () => {
  const readOnly = field("readOnly", { op: "equals", values: [{ type: "boolean", boolean: false }] });
  expect(compile(readOnly).pattern).toBe('{ ($.readOnly IS FALSE || $.readOnly = "false") }');
});

test("a number is compared by its text, because CloudTrail writes account ids as texts", () => {
  const account = field("recipientAccountId", {
    op: "equals",
    values: [{ type: "number", number: 111122223333 }],
  });
  expect(compile(account).pattern).toBe('{ $.recipientAccountId = "111122223333" }');
});

test("a principal's ARN is looked for where ARNs stand", () => {
  expect(compile(equals("principal", "arn:aws:iam::111122223333:role/deploy")).pattern).toBe(
    '{ ($.userIdentity.sessionContext.sessionIssuer.arn = "arn:aws:iam::111122223333:role/deploy" || $.userIdentity.arn = "arn:aws:iam::111122223333:role/deploy") }',
  );
});

test("fields whose shape depends on the call, decoded texts and resources are left to the evaluator", () => {
  for (const path of [
    "requestParameters.bucketName",
    "decode(requestParameters.policy).Version",
    "resource",
    "person",
  ]) {
    expect(compile(equals(path, "x")).pattern).toBeUndefined();
  }
  expect(compile(equals("resources.ARN", "arn:aws:s3:::one")).pattern).toBe(
    '{ $.resources[*].ARN = "arn:aws:s3:::one" }',
  );
});

test("an alternative of which one part cannot be said is not said at all", () => {
  const compiled = compile({ any: [equals("errorCode", "AccessDenied"), equals("person", "lead")] });
  expect(compiled.pattern).toBeUndefined();
  expect(compiled.checkedHere).toEqual(["(errorCode = AccessDenied or person = lead)"]);
});

test("a pattern beyond 1,024 characters drops the least selective conditions and says so", () => {
  const names = Array.from({ length: 40 }, (_, at) => `DescribeSomethingLong${at}Times`);
  const compiled = compile(
    equals("eventName", ...names),
    equals("key", "AKIAIOSFODNN7EXAMPLE"),
    equals("awsRegion", "us-east-1"),
  );
  expect(compiled.pattern).toBe(
    '{ $.userIdentity.accessKeyId = "AKIAIOSFODNN7EXAMPLE" && $.awsRegion = "us-east-1" }',
  );
  expect(compiled.checkedHere).toEqual([
    expect.stringContaining("eventName = DescribeSomethingLong0Times or "),
  ]);
});

test("no more than three selectors with a wildcard are used", () => {
  const arns = ["one", "two", "three", "four"].map((name) => equals("resources.ARN", `arn:aws:s3:::${name}`));
  const compiled = compile(...arns);
  expect(compiled.pattern?.split("[*]")).toHaveLength(4);
  expect(compiled.checkedHere).toEqual(["resources.ARN = arn:aws:s3:::four"]);
});

test("a query without conditions has no pattern", () => {
  expect(compile()).toEqual({ pattern: undefined, pushedDown: [], checkedHere: [] });
});
