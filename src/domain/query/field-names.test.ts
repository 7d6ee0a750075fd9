import { describe, expect, test } from "vitest";
import { bindQuery } from "./bind.ts";
import { fieldReader, isIdentityQuestion, isServiceCall, withoutVersion } from "./field-names.ts";
import { literalFill } from "./fill.ts";
import { parseQueryFile } from "./parse-query.ts";
import { elementsOf } from "./record.ts";

const role = "arn:aws:iam::111122223333:role/deploy";
const identities = {
  root: { type: "Root", arn: "arn:aws:iam::111122223333:root", accountId: "111122223333" },
  user: {
    type: "IAMUser",
    userName: "alice",
    arn: "arn:aws:iam::111122223333:user/alice",
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    sessionContext: { sessionIssuer: {}, webIdFederationData: {} },
  },
  session: {
    type: "AssumedRole",
    arn: "arn:aws:sts::111122223333:assumed-role/deploy/ci-7",
    principalId: "AROAEXAMPLEID:ci-7",
    sessionContext: { sessionIssuer: { type: "Role", arn: role, userName: "deploy" } },
  },
  sourced: {
    type: "AssumedRole",
    arn: "arn:aws:sts::111122223333:assumed-role/deploy/ci-7",
    sessionContext: { sessionIssuer: { arn: role }, sourceIdentity: "bob" },
  },
  federated: {
    type: "FederatedUser",
    arn: "arn:aws:sts::111122223333:federated-user/carol",
    sessionContext: { sessionIssuer: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/alice" } },
  },
  saml: { type: "SAMLUser", principalId: "idp:dave@example.com", userName: "dave@example.com" },
  foreign: { type: "AWSAccount", accountId: "444455556666", principalId: "AIDAEXAMPLEID" },
  service: { type: "AWSService", invokedBy: "ec2.amazonaws.com" },
  untyped: { accountId: "111122223333", invokedBy: "lambda.amazonaws.com" },
};
const read = (name: string, record: object) => elementsOf(fieldReader(name)({ ...record }));
const of = (shape: keyof typeof identities, more: object = {}) => ({
  userIdentity: identities[shape],
  ...more,
});

describe("the principal groups all sessions of a role, the person tells them apart", () => {
  test.each<[keyof typeof identities, string, string | undefined]>([
    ["root", "arn:aws:iam::111122223333:root", "root"],
    ["user", "arn:aws:iam::111122223333:user/alice", "alice"],
    ["session", role, "ci-7"],
    ["sourced", role, "bob"],
    ["federated", "arn:aws:iam::111122223333:user/alice", "carol"],
    ["saml", "idp:dave@example.com", "dave@example.com"],
    ["foreign", "AIDAEXAMPLEID", "AIDAEXAMPLEID"],
    ["service", "ec2.amazonaws.com", undefined],
    ["untyped", "lambda.amazonaws.com", undefined],
  ])("%s", (shape, principal, person) => {
    expect(read("principal", of(shape))).toEqual([principal]);
    expect(read("actor", of(shape))[0]).toBe(principal);
    expect(read("person", of(shape))).toEqual(person === undefined ? [] : [person]);
  });

  test("an actor goes by each of their names", () => {
    expect(read("actor", of("user"))).toContain("alice");
    expect(read("actor", of("session"))).toEqual(
      expect.arrayContaining([role, "deploy", "arn:aws:sts::111122223333:assumed-role/deploy/ci-7"]),
    );
    expect(read("actor", of("sourced"))).toContain("bob");
  });

  test("a record without any identity has none", () => {
    for (const record of [{}, { userIdentity: null }, { userIdentity: "x" }, { userIdentity: [] }]) {
      expect(read("principal", record)).toEqual([]);
    }
  });
});

describe("service calls", () => {
  const person = { userIdentity: identities.user, sourceIPAddress: "203.0.113.7", userAgent: "aws-cli/2" };
  test.each<[string, object, boolean]>([
    ["a person's call", person, false],
    ["an AWS service", of("service"), true],
    [
      "a service on somebody's behalf",
      { ...person, userIdentity: { ...identities.user, invokedBy: "cloudformation.amazonaws.com" } },
      true,
    ],
    ["a service's name for an address", { ...person, sourceIPAddress: "ec2.amazonaws.com" }, true],
    [
      "a service's name for a user agent, without an address",
      { userIdentity: identities.user, userAgent: "rds.amazonaws.com" },
      true,
    ],
    [
      "a person who writes a service's name into the user agent",
      { ...person, userAgent: "config.amazonaws.com" },
      false,
    ],
    ["an empty invokedBy", { ...person, userIdentity: { ...identities.user, invokedBy: "" } }, false],
    ["a look-alike address", { ...person, sourceIPAddress: "ec2.amazonaws.com.example.net" }, false],
  ])("%s", (_name, record, expected) => {
    expect(isServiceCall({ ...record })).toBe(expected);
  });
});

test("ip is an address as the record has it, never a service's name", () => {
  expect(read("ip", { sourceIPAddress: "203.0.113.7" })).toEqual(["203.0.113.7"]);
  expect(read("ip", { sourceIPAddress: "010.300.1.1" })).toEqual(["010.300.1.1"]);
  expect(read("ip", { sourceIPAddress: "sns.amazonaws.com" })).toEqual([]);
  expect(read("ip", { sourceIPAddress: "AWS Internal/3" })).toEqual([]);
});

test("an empty key counts as none", () => {
  expect(read("key", of("user"))).toEqual(["AKIAIOSFODNN7EXAMPLE"]);
  expect(read("key", { userIdentity: { accessKeyId: "" } })).toEqual([]);
});

test.each([
  ["UpdateFunctionCode20150331v2", "UpdateFunctionCode"],
  ["CreateFunction20150331", "CreateFunction"],
  ["ListObjectsV2", "ListObjectsV2"],
  ["GetUser", "GetUser"],
])("%s is called %s", (eventName, call) => {
  expect(withoutVersion(eventName)).toBe(call);
  expect(read("call", { eventName })).toEqual([call]);
});

test("a resource is found by ARN, by name and by what the call was given or made", () => {
  const found = read("resource", {
    resources: [{ ARN: "arn:aws:s3:::example-bucket/a/b.txt" }, null, { ARN: 7 }],
    requestParameters: {
      bucketName: "example-bucket",
      userName: "alice",
      policyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
      instancesSet: { items: [{ instanceId: "i-0abc" }] },
      description: "free text",
      clientToken: "not-a-resource",
    },
    responseElements: { accessKey: { accessKeyId: "AKIAIOSFODNN7EXAMPLE" } },
  });
  expect(found[0]).toBe("arn:aws:s3:::example-bucket/a/b.txt");
  expect(found).toEqual(
    expect.arrayContaining([
      "b.txt",
      "example-bucket",
      "alice",
      "AdministratorAccess",
      "i-0abc",
      "AKIAIOSFODNN7EXAMPLE",
    ]),
  );
  expect(found).not.toContain("free text");
  expect(found).not.toContain("not-a-resource");
});

test.each<[string, boolean]>([
  ["where: { key: AKIAIOSFODNN7EXAMPLE }", true],
  ["where: { userIdentity.arn: x }", true],
  ["where: { any: [{ eventName: RunInstances }, { principal: x }] }", true],
  ["where: { eventSource: iam.amazonaws.com }", true],
  ["where: { eventName: ConsoleLogin }", true],
  ["where: { eventSource: ec2.amazonaws.com, eventName: RunInstances }", false],
  ["", false],
])("%s concerns an identity: %s", (yaml, expected) => {
  expect(isIdentityQuestion(bindQuery(parseQueryFile(yaml, "q.yml"), literalFill))).toBe(expected);
});
