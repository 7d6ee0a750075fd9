import { expect, test } from "vitest";
import { requireTarget } from "./check-target.ts";
import { fillTemplate } from "./event-target-input.ts";

const target = { Id: "t", Arn: "arn:aws:sqs:eu-central-1:111122223333:q" };
const transformed = (
  InputTemplate: string,
  InputPathsMap: Record<string, string> = { state: "$.detail.state" },
) => ({
  ...target,
  InputTransformer: { InputPathsMap, InputTemplate },
});

test.each([
  ["a text with a placeholder", transformed('"it is <state>"')],
  [
    "JSON with placeholders in and out of quotes",
    transformed('{"state": <state>, "told": "is \\"<state>\\""}'),
  ],
  [
    "a predefined placeholder",
    transformed('{"rule": "<aws.events.rule-name>", "all": <aws.events.event.json>}'),
  ],
  ["an element of a list", transformed('"<r>"', { r: "$.resources[0]" })],
  ["dashes in a path", transformed('"<id>"', { id: "$.detail.instance-id" })],
  ["a fixed input", { ...target, Input: '{"a":1}' }],
])("%s is taken", (_, given) => {
  expect(() => requireTarget(given)).not.toThrow();
});

test.each([
  ["a placeholder nobody defined", transformed('"<other>"')],
  ["a placeholder as a key", transformed("{<state>: 1}")],
  ["a template that is no JSON", transformed('{"a": <state>')],
  ["a path that is no path", transformed('"<state>"', { state: "detail.state" })],
  ["a path in brackets", transformed('"<state>"', { state: "$['detail']" })],
  ["a reserved name", transformed('"<x>"', { "AWS.x": "$.detail" })],
  [
    "more than a hundred paths",
    transformed('"x"', Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`p${at}`, "$.id"]))),
  ],
  ["an input that is no JSON", { ...target, Input: "hello" }],
  ["two kinds of input", { ...target, Input: "1", InputPath: "$.detail" }],
  [
    "a destination without a role",
    { ...target, Arn: "arn:aws:events:eu-central-1:111122223333:api-destination/d/1" },
  ],
  ["too many retries", { ...target, RetryPolicy: { MaximumRetryAttempts: 186 } }],
  ["too young an age", { ...target, RetryPolicy: { MaximumEventAgeInSeconds: 59 } }],
])("%s is refused", (_, given) => {
  expect(() => requireTarget(given)).toThrow(expect.objectContaining({ code: "ValidationException" }));
});

test.each([
  ['{"a": <text>, "n": <number>}', '{"a": "say \\"hi\\"", "n": 7}'],
  ['{"a": "<text> and <number>"}', '{"a": "say \\"hi\\" and 7"}'],
  ['"<text>"', '"say \\"hi\\""'],
  ["<text> <missing>!", 'say "hi" !'],
  ['{"a": "<missing>"}', '{"a": ""}'],
])("%s becomes %s", (template, expected) => {
  const values: Record<string, unknown> = { text: 'say "hi"', number: 7, missing: undefined };
  expect(fillTemplate(template, (name) => (name in values ? [values[name]] : undefined))).toBe(expected);
});
