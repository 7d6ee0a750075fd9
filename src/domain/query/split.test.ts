import { expect, test } from "vitest";
import { bindQuery } from "./bind.ts";
import { createEvaluation } from "./evaluate.ts";
import { literalFill } from "./fill.ts";
import { parseQueryFile } from "./parse-query.ts";
import type { Query } from "./query.ts";
import { queryYaml } from "./query-yaml.ts";

const window = { from: new Date("2026-11-20T00:00:00Z"), to: new Date("2026-11-20T03:00:00Z") };
const parsed = (yaml: string): Query => bindQuery(parseQueryFile(yaml, "q.yml"), literalFill);

function answerTo(yaml: string, records: object[]) {
  const evaluation = createEvaluation(parsed(yaml), window);
  for (const [at, record] of records.entries())
    evaluation.add({ eventTime: "2026-11-20T01:00:00Z", eventID: `e${at}`, ...record });
  return evaluation.result();
}

const opened = (...items: object[]) => ({
  eventName: "AuthorizeSecurityGroupIngress",
  requestParameters: { groupId: "sg-1", ipPermissions: { items } },
});
const range = (fromPort: number, ...cidrs: string[]) => ({
  ipProtocol: "tcp",
  fromPort,
  ipRanges: { items: cidrs.map((cidrIp) => ({ cidrIp })) },
});
const question = `
where: { eventName: AuthorizeSecurityGroupIngress }
split:
  each: [requestParameters.ipPermissions.items]
  as: rule
  where: { rule.ipRanges.items.cidrIp: 0.0.0.0/0 }
show: [requestParameters.groupId, rule.fromPort, rule.ipRanges.items.cidrIp]
`;

test("every element is a row of its own, and all conditions hold of the same one", () => {
  const records = [
    opened(range(22, "10.0.0.0/8"), range(443, "0.0.0.0/0", "192.0.2.0/24"), range(3389, "0.0.0.0/0")),
  ];
  expect(answerTo(question, records)).toMatchObject({
    rows: [
      {
        "requestParameters.groupId": "sg-1",
        "rule.fromPort": 443,
        "rule.ipRanges.items.cidrIp": "0.0.0.0/0, 192.0.2.0/24",
      },
      { "rule.fromPort": 3389, "rule.ipRanges.items.cidrIp": "0.0.0.0/0" },
    ],
    rowsBeforeLimit: 2,
    matched: 1,
  });
});

test("a record of which no element fits does not match, and is no duplicate or hidden call either", () => {
  const result = answerTo(question, [opened(range(22, "10.0.0.0/8"))]);
  expect(result).toMatchObject({ rows: [], matched: 0, servicesHidden: 0, scanned: 1 });
});

test("a record without such an array stands once, unless something is asked of an element", () => {
  const without = question.replace("\n  where: { rule.ipRanges.items.cidrIp: 0.0.0.0/0 }", "");
  expect(answerTo(without, [{ eventName: "AuthorizeSecurityGroupIngress" }]).rows).toEqual([
    { "requestParameters.groupId": null, "rule.fromPort": null, "rule.ipRanges.items.cidrIp": null },
  ]);
  expect(answerTo(question, [{ eventName: "AuthorizeSecurityGroupIngress" }]).rows).toEqual([]);
});

test("statements of a policy inside a text are looked at one by one; a single one counts as one", () => {
  const policy = (Statement: unknown) => ({
    requestParameters: { policyDocument: JSON.stringify({ Version: "2012-10-17", Statement }) },
  });
  const yaml = `
split:
  each: [requestParameters.bucketPolicy.Statement, decode(requestParameters.policyDocument).Statement]
  as: statement
  where: { statement.Effect: Allow, statement.Action: '\\*', statement.Condition: { exists: false } }
by: [statement.Action]
`;
  const deny = { Effect: "Deny", Action: "*", Resource: "*" };
  const narrow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
  const all = { Effect: "Allow", Action: ["s3:GetObject", "*"], Resource: "*" };
  expect(answerTo(yaml, [policy([deny, narrow])]).rows).toEqual([]);
  expect(answerTo(yaml, [policy([{ ...all, Condition: {} }, narrow])]).rows).toEqual([]);
  expect(answerTo(yaml, [policy([deny, all]), policy(all)]).rows).toMatchObject([
    { "statement.Action": "s3:GetObject, *", count: 2 },
  ]);
});

test("a secret is known by the names above an element", () => {
  const yaml = `
split: { each: [requestParameters.environment.items], as: entry }
show: [entry.value]
`;
  const record = { requestParameters: { environment: { items: [{ value: "hunter2hunter2" }] } } };
  expect(answerTo(yaml, [record]).rows).toEqual([{ "entry.value": "[redacted]" }]);
});

test("what it asks comes back the same from its own YAML", () => {
  expect(parsed(queryYaml(parsed(question)))).toEqual(parsed(question));
});

test.each([
  ["where: { rule.fromPort: 22 }\nsplit: { each: [a.b], as: rule }", '"rule.fromPort" is of one element'],
  ["split: { each: [a.b], as: rule, where: { eventName: x } }", '"eventName" is not of one element'],
  ["split: { each: [], as: rule }", "q.yml:1:"],
  ["split: { each: [a.b], as: eventName.x }", "as is a short name"],
])("%s is refused", (yaml, words) => {
  expect(() => parsed(yaml)).toThrow(words);
});
