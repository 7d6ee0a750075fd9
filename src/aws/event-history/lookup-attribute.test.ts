import { expect, test } from "vitest";
import { bindQuery } from "../../domain/query/bind.ts";
import { literalFill } from "../../domain/query/fill.ts";
import { queryForm } from "../../domain/query/form.ts";
import { planLookup } from "./lookup-attribute.ts";

const attributeOf = (where: object) =>
  planLookup(bindQuery(queryForm.parse({ where }), literalFill)).attributes;

test("the most selective attribute is asked of AWS, the rest is checked here", () => {
  const query = bindQuery(
    queryForm.parse({
      where: {
        readOnly: false,
        eventSource: "iam.amazonaws.com",
        key: "AKIAIOSFODNN7EXAMPLE",
        errorCode: "AccessDenied*",
      },
    }),
    literalFill,
  );
  expect(planLookup(query)).toEqual({
    attributes: [{ AttributeKey: "AccessKeyId", AttributeValue: "AKIAIOSFODNN7EXAMPLE" }],
    others: [
      [{ AttributeKey: "EventSource", AttributeValue: "iam.amazonaws.com" }],
      [{ AttributeKey: "ReadOnly", AttributeValue: "false" }],
    ],
    pushedDown: [
      "AccessKeyId = AKIAIOSFODNN7EXAMPLE, or EventSource or ReadOnly where that has fewer events",
    ],
    checkedHere: ["readOnly = false", "eventSource = iam.amazonaws.com", "errorCode = AccessDenied*"],
  });
});

test.each<[string, object, object]>([
  ["an event id", { eventID: "e-1" }, { AttributeKey: "EventId", AttributeValue: "e-1" }],
  [
    "a name",
    { eventName: "CreateAccessKey" },
    { AttributeKey: "EventName", AttributeValue: "CreateAccessKey" },
  ],
  ["a call", { call: "RunInstances" }, { AttributeKey: "EventName", AttributeValue: "RunInstances" }],
  ["a boolean", { readOnly: false }, { AttributeKey: "ReadOnly", AttributeValue: "false" }],
  ["a boolean as text", { readOnly: "true" }, { AttributeKey: "ReadOnly", AttributeValue: "true" }],
  [
    "a user's ARN",
    { "userIdentity.arn": "arn:aws:iam::111122223333:user/team/lead" },
    { AttributeKey: "Username", AttributeValue: "lead" },
  ],
  [
    "a session's ARN",
    { "userIdentity.arn": "arn:aws:sts::111122223333:assumed-role/deploy/build-7" },
    { AttributeKey: "Username", AttributeValue: "build-7" },
  ],
  [
    "an IAM user's name",
    { "userIdentity.userName": "lead", "userIdentity.type": "IAMUser" },
    { AttributeKey: "Username", AttributeValue: "lead" },
  ],
  [
    "a nested group",
    { all: [{ key: "AKIAIOSFODNN7EXAMPLE" }] },
    { AttributeKey: "AccessKeyId", AttributeValue: "AKIAIOSFODNN7EXAMPLE" },
  ],
])("%s is pushed down", (_, where, attribute) => {
  expect(attributeOf(where)).toEqual([attribute]);
});

test.each<[string, object]>([
  ["a wildcard", { eventSource: "iam*" }],
  ["several values of which one may have a version", { call: ["CreateUser", "CreateFunction"] }],
  ["more values than searches are worth", { call: Array.from({ length: 13 }, (_, at) => `Create${at}x`) }],
  ["several values with a wildcard", { key: ["AKIAIOSFODNN7EXAMPLE", "ASIA*"] }],
  ["a difference", { eventSource: { not: "iam.amazonaws.com" } }],
  ["an alternative", { any: [{ key: "AKIAIOSFODNN7EXAMPLE" }, { eventName: "CreateUser" }] }],
  ["a negated group", { none: [{ key: "AKIAIOSFODNN7EXAMPLE" }] }],
  [
    "a principal, which is a role or has federated sessions",
    { principal: "arn:aws:iam::111122223333:user/lead" },
  ],
  ["a role's ARN", { "userIdentity.arn": "arn:aws:iam::111122223333:role/deploy" }],
  ["a user name that other kinds of caller may have", { "userIdentity.userName": "lead" }],
  ["a resource", { resource: "arn:aws:s3:::one" }],
  ["an empty value", { key: "" }],
  ["a name that Lambda writes with a version", { eventName: "CreateFunction" }],
  ["a name with its version", { eventName: "CreateFunction20150331" }],
])("%s is not pushed down, since rows would be lost", (_, where) => {
  expect(attributeOf(where)).toEqual([]);
});

test("a name that may have a version is pushed down when the service is another one", () => {
  expect(attributeOf({ call: "TagResource", eventSource: "kms.amazonaws.com" })).toEqual([
    { AttributeKey: "EventName", AttributeValue: "TagResource" },
  ]);
  expect(attributeOf({ call: "TagResource", eventSource: "lambda.amazonaws.com" })).toEqual([
    { AttributeKey: "EventSource", AttributeValue: "lambda.amazonaws.com" },
  ]);
});

test("of several values each is a search of its own, once", () => {
  expect(attributeOf({ call: ["CreateUser", "CreateAccessKey", "CreateUser"] })).toEqual([
    { AttributeKey: "EventName", AttributeValue: "CreateUser" },
    { AttributeKey: "EventName", AttributeValue: "CreateAccessKey" },
  ]);
});
