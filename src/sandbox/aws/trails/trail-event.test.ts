import { expect, test } from "vitest";
import { readTrailEvent } from "./trail-event.ts";

const record = {
  eventID: "00000000-0000-4000-8000-000000000001",
  eventTime: "2026-11-20T12:00:00Z",
  eventSource: "ec2.amazonaws.com",
  eventName: "DescribeInstances",
  awsRegion: "eu-central-1",
  userIdentity: { type: "IAMUser", userName: "report-exporter", accessKeyId: "AKIAIOSFODNN7EXAMPLE" },
};

function read(changes: object) {
  return readTrailEvent({ ...record, ...changes }, 0);
}

test.each([
  ["a user by name", { type: "IAMUser", userName: "report-exporter" }, "report-exporter"],
  ["a role by its session", { type: "AssumedRole", principalId: "AROAEXAMPLE:cli-session" }, "cli-session"],
  [
    "a role without principal by its ARN",
    { type: "AssumedRole", arn: "arn:aws:sts::1:assumed-role/a/s1" },
    "s1",
  ],
  ["root", { type: "Root", arn: "arn:aws:iam::111122223333:root" }, "root"],
  ["a service not at all", { type: "AWSService", invokedBy: "ec2.amazonaws.com" }, undefined],
  ["nobody not at all", undefined, undefined],
])("Username names %s", (_, userIdentity, username) => {
  expect(read({ userIdentity }).username).toBe(username);
});

test.each([
  ["as the record says", { eventCategory: "Data" }, "Data"],
  ["network activity", { eventCategory: "NetworkActivity" }, "NetworkActivity"],
  ["no management event", { managementEvent: false }, "Data"],
  ["an object call of an old record", { eventSource: "s3.amazonaws.com", eventName: "GetObject" }, "Data"],
  [
    "a bucket call of an old record",
    { eventSource: "s3.amazonaws.com", eventName: "GetBucketAcl" },
    "Management",
  ],
  ["an insight", { eventType: "AwsCloudTrailInsight", eventName: undefined, insightDetails: {} }, "Insight"],
  ["everything else", {}, "Management"],
])("category: %s", (_, changes, category) => {
  expect(read(changes).category).toBe(category);
});

test("global services lie in us-east-1 whatever their record says", () => {
  expect(read({ eventSource: "iam.amazonaws.com" })).toMatchObject({
    region: "us-east-1",
    awsRegion: "eu-central-1",
  });
  expect(read({}).region).toBe("eu-central-1");
});

test("ReadOnly is text, and an empty access key id is none", () => {
  expect(read({ readOnly: true }).readOnly).toBe("true");
  expect(read({ readOnly: "false" }).readOnly).toBe("false");
  expect(read({}).readOnly).toBeUndefined();
  expect(read({ userIdentity: { type: "IAMUser", accessKeyId: "" } }).accessKeyId).toBeUndefined();
});

test("resources come from the record, its parameters and its answer, each once", () => {
  const { resources } = read({
    resources: [{ type: "AWS::IAM::Role", ARN: "arn:aws:iam::111122223333:role/reader" }],
    requestParameters: { roleArn: "arn:aws:iam::111122223333:role/reader", bucketName: "trail", other: 1 },
    responseElements: { instancesSet: { items: [{ instanceId: "i-1" }] } },
  });
  expect(resources).toEqual([
    { ResourceType: "AWS::IAM::Role", ResourceName: "arn:aws:iam::111122223333:role/reader" },
    { ResourceType: "AWS::S3::Bucket", ResourceName: "trail" },
    { ResourceType: "AWS::EC2::Instance", ResourceName: "i-1" },
  ]);
});

test("a record without a usable time or name is named", () => {
  expect(() => read({ eventTime: "yesterday" })).toThrow(/000000000001 has no usable eventTime/);
  expect(() => read({ eventName: undefined })).toThrow(TypeError);
});
