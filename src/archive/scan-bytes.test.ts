import { describe, expect, test } from "vitest";
import { conditionTest } from "../domain/query/condition.ts";
import type { Condition, Literal } from "../domain/query/query.ts";
import { needlesOf } from "./needles.ts";
import { byteScanner } from "./scan-bytes.ts";

const literal = (text: string): Literal => ({ type: "text", text, openStart: false, openEnd: false });
const where = {
  path: "eventName",
  test: { op: "equals", values: [literal("StopLogging")] },
} satisfies Condition;
const scan = (text: string, condition: Condition = where, recordBytes = 10_000) =>
  byteScanner({
    needles: needlesOf(condition),
    matches: conditionTest(condition),
    from: Date.parse("2026-05-04T08:00:00Z"),
    to: Date.parse("2026-05-04T09:00:00Z"),
    recordBytes,
  })(Buffer.from(text), true);
const call = (id: number, more: object = {}) => ({
  eventVersion: "1.11",
  userIdentity: { type: "IAMUser", userName: "alice" },
  eventTime: `2026-05-04T08:0${id}:00Z`,
  eventSource: "cloudtrail.amazonaws.com",
  eventName: "GetTrail",
  eventID: `${id}`,
  ...more,
});
const stop = { eventName: "StopLogging" };
const file = (...records: object[]) => JSON.stringify({ Records: records });
const ids = (text: string, condition?: Condition) =>
  scan(text, condition)?.matches.map(({ eventID }) => eventID);
const quiet = Array.from({ length: 6 }, (_, at) => call(at));

test("only what matches comes back, and the rest is counted with its times", () => {
  const found = scan(file(...quiet, call(7, stop), call(8)));
  expect(found?.matches).toEqual([call(7, stop)]);
  expect(found).toMatchObject({
    others: 7,
    newest: Date.parse("2026-05-04T08:08:00Z"),
    oldest: Date.parse("2026-05-04T08:00:00Z"),
    first: call(0),
  });
});

describe("an intruder who can write parts of a record forges none", () => {
  const forged = call(9, { ...stop, eventID: "forged" });

  test("in a list beside other objects", () => {
    const host = call(6, { requestParameters: { targets: [{ a: 1 }, forged, { eventVersion: "1" }] } });
    expect(scan(file(...quiet, host, call(7)))).toBeUndefined();
  });

  test("behind brackets that only look closed", () => {
    const host = call(6, { requestParameters: { targets: [{ a: "]]}}" }, { "]": '\\"]' }, forged] } });
    expect(scan(file(...quiet, host, call(7)))).toBeUndefined();
  });

  test("under a name of its own", () => {
    expect(scan(file(...quiet, call(6, { requestParameters: { tags: forged } }), call(7)))).toBeUndefined();
  });

  test("in a text", () => {
    const text = `"},${JSON.stringify(forged)},{"`;
    expect(
      ids(file(...quiet, call(6, { userAgent: text, requestParameters: { [text]: text } }), call(7, stop))),
    ).toEqual(["7"]);
  });

  test("and hides none of its own", () => {
    const host = call(6, {
      ...stop,
      responseElements: { list: [{ a: 1 }, { eventVersion: "1", eventName: "StopLogging" }] },
    });
    expect(scan(file(...quiet, host))).toBeUndefined();
  });
});

describe("brackets in texts and lists in lists cost no reading in full", () => {
  test.each<[string, object]>([
    ["a policy", { requestParameters: { policyDocument: '{"Statement":[{"Action":["s3:*"]}]}' } }],
    ["a user agent", { userAgent: "[S3Console/0.4, aws-internal/3]" }],
    [
      "filters",
      { requestParameters: { filterSet: { items: [{ name: "a", valueSet: { items: [{ value: "]" }] } }] } } },
    ],
    ["numbers", { requestParameters: { ids: [[1, 2], [3]], empty: [] } }],
    ["an open bracket", { errorMessage: "expected [ here" }],
  ])("%s", (_what, more) => {
    expect(ids(file(...quiet, call(6, more), call(7, { ...stop, ...more })))).toEqual(["7"]);
  });
});

describe("a file that is written otherwise is left to a full reading", () => {
  const text = file(...quiet, call(7, stop));
  test.each<[string, string]>([
    ["pretty-printed", JSON.stringify({ Records: quiet }, undefined, 2)],
    ["with other fields around", JSON.stringify({ v: 1, Records: quiet })],
    [
      "one record in another order",
      text
        .replace(
          '{"eventVersion":"1.11","userIdentity"',
          '{"awsRegion":"x","eventVersion":"1.11","userIdentity"',
        )
        .replace('"Records":[{"awsRegion":"x",', '"Records":[{'),
    ],
    ["cut off", text.slice(0, -3)],
    ["with letters as escapes", text.replace("StopLogging", "\\u0053topLogging")],
    [
      "with spaces around a time",
      text.replace('"eventTime":"2026-05-04T08:07', '"eventTime" : "2026-05-04T08:07'),
    ],
    ["with parts of a second", text.replace("08:07:00Z", "08:07:00.5Z")],
    ["with a day that there is not", text.replace("2026-05-04T08:07", "2026-13-31T08:07")],
    ["without a record", file()],
  ])("%s", (_what, other) => {
    const found = scan(other);
    // One odd record may hide from a scan; then nothing of it was asked for.
    if (found !== undefined) expect(found.matches).toEqual([call(7, stop)]);
  });

  test("with a record that is too large", () => {
    expect(scan(file(...quiet, call(7, { userAgent: "x".repeat(20_000) })))).toBeUndefined();
  });

  test("with an escaped slash, when a slash was asked for", () => {
    const arn = "arn:aws:iam::111122223333:user/alice";
    const escaped = file(...quiet, call(7, { userAgent: arn })).replace("user/alice", "user\\/alice");
    const asked: Condition = { path: "userAgent", test: { op: "equals", values: [literal(arn)] } };
    expect(scan(escaped, asked)).toBeUndefined();
    expect(ids(escaped)).toEqual([]);
  });
});
