import { expect, test } from "vitest";
import { type AdvancedSelector, type EventSelector, isSelected } from "./selectors.ts";
import { readTrailEvent } from "./trail-event.ts";

const event = (record: object) =>
  readTrailEvent(
    { eventTime: "2026-11-20T12:00:00Z", eventName: "X", awsRegion: "eu-central-1", ...record },
    0,
  );
const write = event({ eventSource: "ec2.amazonaws.com", readOnly: false, eventCategory: "Management" });
const read = event({ eventSource: "ec2.amazonaws.com", readOnly: true, eventCategory: "Management" });
const decrypt = event({ eventSource: "kms.amazonaws.com", readOnly: true, eventCategory: "Management" });
const getObject = event({
  eventSource: "s3.amazonaws.com",
  eventName: "GetObject",
  readOnly: true,
  eventCategory: "Data",
  requestParameters: { bucketName: "pay-slips", key: "2026/11.pdf" },
});
const network = event({ eventSource: "ec2.amazonaws.com", eventCategory: "NetworkActivity" });

const basic = (selector: EventSelector) => ({ selectors: [selector] });
const advanced = (...FieldSelectors: AdvancedSelector["FieldSelectors"]) => ({
  advanced: [{ FieldSelectors }],
});
const objects = (value: string) => basic({ DataResources: [{ Type: "AWS::S3::Object", Values: [value] }] });
const category = (name: string) => ({ Field: "eventCategory", Equals: [name] });

test.each([
  ["management events are recorded unless told", basic({}), write, true],
  ["management events can be left out", basic({ IncludeManagementEvents: false }), write, false],
  ["a trail of writes has the write", basic({ ReadWriteType: "WriteOnly" }), write, true],
  ["a trail of writes has no read", basic({ ReadWriteType: "WriteOnly" }), read, false],
  ["a trail of reads has no write", basic({ ReadWriteType: "ReadOnly" }), write, false],
  ["KMS can be left out", basic({ ExcludeManagementEventSources: ["kms.amazonaws.com"] }), decrypt, false],
  ["data events are not recorded unless asked for", basic({}), getObject, false],
  ["objects of all buckets", objects("arn:aws:s3"), getObject, true],
  ["objects of one bucket", objects("arn:aws:s3:::pay-slips/"), getObject, true],
  ["objects of another bucket", objects("arn:aws:s3:::public/"), getObject, false],
  ["network activity needs advanced selectors", basic({}), network, false],
  ["an advanced selector of its category", advanced(category("NetworkActivity")), network, true],
  ["an advanced selector of another category", advanced(category("Management")), getObject, false],
  [
    "a resource type and the start of an ARN",
    advanced(
      category("Data"),
      { Field: "resources.type", Equals: ["AWS::S3::Object"] },
      { Field: "resources.ARN", StartsWith: ["arn:aws:s3:::pay-"] },
    ),
    getObject,
    true,
  ],
  [
    "all but one call",
    advanced(category("Data"), { Field: "eventName", NotEquals: ["GetObject"] }),
    getObject,
    false,
  ],
  ["reads only", advanced(category("Management"), { Field: "readOnly", Equals: ["true"] }), write, false],
])("%s", (_, selectors, given, expected) => {
  expect(isSelected(given, selectors)).toBe(expected);
});
