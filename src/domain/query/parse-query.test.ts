import { describe, expect, test } from "vitest";
import { z } from "zod";
import { queryForm } from "./form.ts";
import { parseQueryFile } from "./parse-query.ts";

const fault = (yaml: string): string => {
  try {
    parseQueryFile(yaml, "q.yml");
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "no fault";
};

test("a query with every key is read, and what was left out has its default", () => {
  const form = parseQueryFile(
    `from: cloudtrail
where:
  userIdentity.accessKeyId: "{{key}}"
  errorCode: [AccessDenied*, "*UnauthorizedOperation"]
  sourceIPAddress: { notInCidr: "{{lists.trusted}}", not: "*.amazonaws.com" }
  none: [{ eventName: { exists: false } }]
by: [principal, sourceIPAddress]
measure: [distinct(eventName), sum(additionalEventData.bytesTransferredOut)]
per: 5m
order: -count
limit: 20
services: show
`,
    "q.yml",
  );
  expect(form.where).toMatchObject({ errorCode: ["AccessDenied*", "*UnauthorizedOperation"] });
  expect(form).toMatchObject({ by: ["principal", "sourceIPAddress"], per: "5m", order: "-count", limit: 20 });
  expect(parseQueryFile("", "q.yml")).toEqual({
    from: "cloudtrail",
    where: {},
    measure: [],
    limit: 100,
    services: "hide",
  });
});

describe("a fault is told with its file and line", () => {
  test.each([
    ["an unknown key", "by: [eventName]\nfoo: 1\n", 'q.yml:2: foo: Unknown key "foo".'],
    [
      "an unknown operator",
      "where:\n  errorCode:\n    lik: x\n",
      'q.yml:3: where › errorCode › lik: Unknown key "lik".',
    ],
    [
      "a star in the middle",
      "where:\n  errorCode: Access*Denied\n",
      'q.yml:2: where › errorCode: "Access*Denied" has a * in the middle',
    ],
    [
      "a star in the middle of a list's text",
      "where:\n  errorCode:\n    - ok*\n    - a*b\n",
      "q.yml:4: where › errorCode › 1:",
    ],
    ["a star beside a template, not at the end", "where:\n  arn: '{{a}}*{{b}}'\n", "q.yml:2: where › arn:"],
    ["a path that is none", "where:\n  a..b: 1\n", 'q.yml:2: where › a..b: "a..b" is not a field path'],
    ["a path as a template", 'where:\n  "{{field}}": 1\n', "q.yml:2: where › {{field}}:"],
    [
      "a list to compare with",
      "where:\n  a: { gt: [1] }\n",
      "q.yml:2: where › a › gt: Write one number or one time.",
    ],
    ["no operator", "where:\n  a: {}\n", "q.yml:2: where › a: Name an operator"],
    [
      "a group that is no list",
      "where:\n  none: { a: b }\n",
      "q.yml:2: where › none: Write a list of conditions",
    ],
    ["a null", "where:\n  a:\n", "q.yml:2: where › a: Write a value"],
    [
      "a network that is none",
      "where:\n  ip: { inCidr: 300.0.0.0/8 }\n",
      'q.yml:2: where › ip › inCidr: "300.0.0.0/8" is not a network',
    ],
    ["a limit too high", "limit: 1001\n", "q.yml:1: limit: limit is at most 1000."],
    ["a limit of nothing", "limit: 0\n", "q.yml:1: limit: limit is at least 1."],
    ["a width that is none", "per: 5x\n", "q.yml:1: per: per is a width such as 5m"],
    ["a measure that is none", "measure: [avg(x)]\n", 'q.yml:1: measure › 0: "avg(x)" is not a measure'],
    [
      "an order by no column",
      "by: [eventName]\norder: -total\n",
      'q.yml:2: order: There is no column "total"',
    ],
    ["a column twice", "by: [eventName, eventName]\n", 'q.yml:1: by: The column "eventName" is there twice.'],
    [
      "a column that answers already have",
      "by: [count]\n",
      'q.yml:1: by: The column "count" is there twice.',
    ],
    ["a key twice", "limit: 1\nlimit: 2\n", "q.yml:2: Map keys must be unique"],
    ["an unknown tag", "where:\n  a: !foo 1\n", "q.yml:2: Unresolved tag: !foo"],
    [
      "an alias, mostly a star without quotes",
      "where:\n  sourceIPAddress: *.amazonaws.com\n",
      "q.yml:2: Aliases (*name) are not allowed",
    ],
    ["an anchor used twice", "where:\n  a: &x 1\n  b: *x\n", "q.yml:3: Aliases"],
    [
      "an account id that YAML would shorten",
      "where:\n  recipientAccountId: 011122223333\n",
      "q.yml:2: Quote 011122223333",
    ],
    ["a version that YAML would shorten", "where:\n  eventVersion: 1.10\n", "q.yml:2: Quote 1.10"],
    ["a list instead of a query", "- a\n", "q.yml:1: A query is a map"],
    ["another source", "from: lake\n", "q.yml:1: from: from is cloudtrail or access-log."],
  ])("%s", (_name, yaml, message) => {
    expect(fault(yaml)).toContain(message);
  });

  test("all faults at once", () => {
    expect(fault("limit: 0\nper: x\nfoo: 1\n").split("\n")).toHaveLength(3);
  });

  test("text that is too long or too deep is refused before it costs anything", () => {
    expect(fault(`# ${"x".repeat(300_000)}`)).toContain("longer than 256 KB");
    const deep = `where: ${"{ any: [".repeat(9)}{ a: 1 }${"] }".repeat(9)}`;
    expect(fault(deep)).toContain("nested deeper than 8");
  });
});

test("a prototype's name is refused, not dropped together with its condition", () => {
  expect(fault("where:\n  __proto__: { not: x }\n")).toBe("q.yml:2: __proto__ is not a key.");
  expect(fault("by: [__proto__]\n")).toContain("__proto__ is not a field name");
  expect(Object.keys(parseQueryFile("where: { constructor: x }", "q.yml").where)).toEqual(["constructor"]);
});

test("the form gives a JSON schema for editors", () => {
  const schema = z.toJSONSchema(queryForm, { io: "input" });
  expect(schema.additionalProperties).toBe(false);
  expect(Object.keys(schema.properties ?? {})).toContain("where");
});
