import { describe, expect, test } from "vitest";
import { parsePath } from "./path.ts";
import { elementsOf, pathReader } from "./record.ts";

const record = {
  eventName: "PutRolePolicy",
  empty: "",
  nothing: null,
  resources: [{ ARN: "arn:a" }, { ARN: "arn:b" }, { type: "x" }],
  deep: [[{ a: 1 }], [{ a: 2 }]],
  list: ["x", "y", null],
  none: [],
  requestParameters: {
    policyDocument:
      '{"Statement":[{"Effect":"Allow","Action":["s3:*","iam:*"]},{"Effect":"Deny","Action":"ec2:*"}]}',
    encoded: "%7B%22Version%22%3A%222012-10-17%22%7D",
    twice: '{"inner":"{\\"a\\":1}"}',
    broken: "{",
    "aws:tag-key": "v",
  },
};

describe("values at a path", () => {
  test.each<[string, unknown[]]>([
    ["eventName", ["PutRolePolicy"]],
    ["empty", [""]],
    ["nothing", []],
    ["missing", []],
    ["eventName.more", []],
    ["eventName[0]", []],
    ["resources.ARN", ["arn:a", "arn:b"]],
    ["resources[1].ARN", ["arn:b"]],
    ["resources.1.ARN", ["arn:b"]],
    ["resources[9].ARN", []],
    ["deep.a", [1, 2]],
    ["deep[1][0].a", [2]],
    ["list", ["x", "y"]],
    ["list[0]", ["x"]],
    ["none", []],
    ["requestParameters.aws:tag-key", ["v"]],
    ["decode(requestParameters.policyDocument).Statement.Effect", ["Allow", "Deny"]],
    ["decode(requestParameters.policyDocument).Statement.Action", ["s3:*", "iam:*", "ec2:*"]],
    ["decode(requestParameters.encoded).Version", ["2012-10-17"]],
    ["decode(decode(requestParameters.twice).inner).a", [1]],
    ["decode(requestParameters.broken).a", []],
    ["decode(eventName).a", []],
    ["constructor", []],
    ["eventName.length", []],
  ])("%s", (path, values) => {
    expect(elementsOf(pathReader(path)(record))).toEqual(values);
  });
});

describe("what is no path is refused with the reason", () => {
  test.each([
    ["", "a name is missing"],
    ["a.", "a name is missing"],
    [".a", "a name is missing"],
    ["a b", "is not a field name"],
    ["__proto__.polluted", "is not a field name"],
    ["a[x]", "is not a field name"],
    ["a[*]", "is not a field name"],
    ["a*", "is not a field name"],
    ["$.a || true", "is not a field name"],
    ["decode(a", "closing bracket"],
    ["decode(a)b", "after decode"],
    ["decode(decode(decode(decode(a))))", "nested 3 times at most"],
    ["{{field}}", "is not a field name"],
    ["a".repeat(301), "longer than 300"],
  ])("%s", (path, reason) => {
    expect(() => parsePath(path)).toThrow(reason);
  });
});

test("lists in lists without end are not followed", () => {
  let nested: unknown = { a: 1 };
  for (let depth = 0; depth < 50_000; depth += 1) nested = [nested];
  expect(pathReader("x.a")({ x: nested })).toEqual([]);
  expect(elementsOf([nested])).toEqual([]);
});
