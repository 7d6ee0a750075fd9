import { expect, test } from "vitest";
import { allowsDelivery } from "./queue-policy.ts";

const delivery = {
  service: "events.amazonaws.com",
  sourceArn: "arn:aws:events:eu-central-1:111122223333:rule/alarms",
  action: "sqs:SendMessage",
  resourceArn: "arn:aws:sqs:eu-central-1:111122223333:alarms",
  accountId: "111122223333",
} as const;
const allow = {
  Effect: "Allow",
  Principal: { Service: "events.amazonaws.com" },
  Action: "sqs:SendMessage",
  Resource: delivery.resourceArn,
};

function allowed(...Statement: object[]): boolean {
  return allowsDelivery(JSON.stringify({ Version: "2012-10-17", Statement }), delivery);
}

test("a queue without a policy lets nobody in", () => {
  expect(allowsDelivery(undefined, delivery)).toBe(false);
  expect(allowsDelivery("", delivery)).toBe(false);
});

test.each([
  ["the service, the call and the queue", allow, true],
  [
    "lists instead of single values",
    { ...allow, Action: ["sqs:ReceiveMessage", "SQS:*"], Resource: ["*"] },
    true,
  ],
  ["this very rule", { ...allow, Condition: { ArnEquals: { "aws:SourceArn": delivery.sourceArn } } }, true],
  [
    "any rule of the account",
    { ...allow, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:events:*:111122223333:rule/*" } } },
    true,
  ],
  ["this account", { ...allow, Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } } }, true],
  ["another service", { ...allow, Principal: { Service: "sns.amazonaws.com" } }, false],
  ["another call", { ...allow, Action: "sqs:ReceiveMessage" }, false],
  ["another queue", { ...allow, Resource: `${delivery.resourceArn}-dead` }, false],
  [
    "another rule",
    { ...allow, Condition: { ArnEquals: { "aws:SourceArn": `${delivery.sourceArn}-2` } } },
    false,
  ],
  [
    "another account",
    { ...allow, Condition: { StringEquals: { "aws:SourceAccount": "444455556666" } } },
    false,
  ],
  [
    "a condition nobody knows",
    { ...allow, Condition: { DateGreaterThan: { "aws:CurrentTime": "2020-01-01" } } },
    false,
  ],
])("a policy for %s", (_, statement, expected) => {
  expect(allowed(statement)).toBe(expected);
});

test("a refusal wins over a permission", () => {
  expect(allowed(allow, { ...allow, Effect: "Deny" })).toBe(false);
});
