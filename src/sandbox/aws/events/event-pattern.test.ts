import { expect, test } from "vitest";
import { compileEventPattern } from "./event-pattern.ts";

const EVENT = {
  source: "aws.cloudwatch",
  "detail-type": "CloudWatch Alarm State Change",
  account: "111122223333",
  resources: ["arn:aws:cloudwatch:eu-central-1:111122223333:alarm:denied", "arn:second"],
  detail: {
    alarmName: "AccessKey-denied-calls",
    state: { value: "ALARM", count: 42 },
    muted: false,
    note: null,
    address: "203.0.113.7",
    "dotted.name": "x",
    none: [],
  },
};

test.each([
  ["an exact value", { source: ["aws.cloudwatch"] }, true],
  ["one of several", { source: ["aws.ec2", "aws.cloudwatch"] }, true],
  ["another value", { source: ["aws.ec2"] }, false],
  ["all fields must fit", { source: ["aws.cloudwatch"], account: ["444455556666"] }, false],
  ["any element of a list", { resources: ["arn:second"] }, true],
  ["a nested value", { detail: { state: { value: ["ALARM"] } } }, true],
  ["a number", { detail: { state: { count: [42] } } }, true],
  ["a number is no text", { detail: { state: { count: ["42"] } } }, false],
  ["a boolean", { detail: { muted: [false] } }, true],
  ["a null", { detail: { note: [null] } }, true],
  ["dots in names and in paths are one", { detail: { dotted: { name: ["x"] } } }, true],
  ["a prefix", { detail: { alarmName: [{ prefix: "AccessKey" }] } }, true],
  [
    "a prefix whatever its case",
    { detail: { alarmName: [{ prefix: { "equals-ignore-case": "accesskey" } }] } },
    true,
  ],
  ["a suffix", { detail: { alarmName: [{ suffix: "-calls" }] } }, true],
  [
    "equal whatever the case",
    { detail: { alarmName: [{ "equals-ignore-case": "ACCESSKEY-DENIED-CALLS" }] } },
    true,
  ],
  ["anything but a value", { detail: { state: { value: [{ "anything-but": "OK" }] } } }, true],
  ["anything but that value", { detail: { state: { value: [{ "anything-but": ["OK", "ALARM"] }] } } }, false],
  ["anything but a prefix", { detail: { alarmName: [{ "anything-but": { prefix: "Access" } }] } }, false],
  ["anything but needs a value", { detail: { absent: [{ "anything-but": "x" }] } }, false],
  ["a numeric range", { detail: { state: { count: [{ numeric: [">", 40, "<=", 42] }] } } }, true],
  ["outside a numeric range", { detail: { state: { count: [{ numeric: [">", 42] }] } } }, false],
  ["it exists", { detail: { alarmName: [{ exists: true }] } }, true],
  ["an object does not exist as a value", { detail: { state: [{ exists: true }] } }, false],
  ["it does not exist", { detail: { absent: [{ exists: false }] } }, true],
  ["an empty list holds nothing", { detail: { none: [{ exists: true }] } }, false],
  ["inside a network", { detail: { address: [{ cidr: "203.0.113.0/24" }] } }, true],
  ["outside a network", { detail: { address: [{ cidr: "198.51.100.0/24" }] } }, false],
  ["wildcards", { detail: { alarmName: [{ wildcard: "*Key*calls" }] } }, true],
  ["wildcards that do not overlap", { detail: { alarmName: [{ wildcard: "*calls*calls" }] } }, false],
  ["either branch", { $or: [{ source: ["aws.ec2"] }, { detail: { muted: [false] } }] }, true],
  ["neither branch", { $or: [{ source: ["aws.ec2"] }, { source: ["aws.s3"] }] }, false],
  [
    "a branch beside a field",
    { account: ["1"], $or: [{ muted: [true] }, { source: ["aws.cloudwatch"] }] },
    false,
  ],
])("%s", (_, pattern, expected) => {
  expect(compileEventPattern(JSON.stringify(pattern))(EVENT)).toBe(expected);
});

test.each([
  ["text that is no JSON", "{"],
  ["a list", "[]"],
  ["an empty object", "{}"],
  ["a bare value", '{"source":"aws.ec2"}'],
  ["an empty list", '{"source":[]}'],
  ["an unknown operator", '{"source":[{"like":"x"}]}'],
  ["an operator in the wrong case", '{"source":[{"EXISTS":true}]}'],
  ["two operators at once", '{"source":[{"prefix":"a","suffix":"b"}]}'],
  ["a prefix that is no text", '{"source":[{"prefix":1}]}'],
  ["half a range", '{"n":[{"numeric":[">"]}]}'],
  ["a range upside down", '{"n":[{"numeric":[">",5,"<",1]}]}'],
  ["a broken network", '{"ip":[{"cidr":"203.0.113.0/33"}]}'],
  ["two stars in a row", '{"x":[{"wildcard":"a**b"}]}'],
  ["anything but null", '{"x":[{"anything-but":null}]}'],
  ["one branch only", '{"$or":[{"x":["y"]}]}'],
])("%s is refused with a reason", (_, text) => {
  expect(() => compileEventPattern(text)).toThrow(
    expect.objectContaining({
      code: "InvalidEventPatternException",
      message: expect.stringMatching(/^Event pattern is not valid\. Reason: ./),
    }),
  );
});
