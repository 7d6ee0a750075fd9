import { describe, expect, test } from "vitest";
import { alarm } from "../../../test/fixtures/slack/record.ts";
import { groupKey } from "../incident/grouping.ts";
import { routeFor } from "./route.ts";

const metrics = [{ namespace: "AWS/EC2", name: "CPU", dimensions: {}, returnData: true }];
const fired = alarm({ name: "AccessKeyElsewhere", metrics });

describe("a route", () => {
  test.each([
    [{}, true],
    [{ name: "AccessKey*" }, true],
    [{ name: "AccessKey" }, false],
    [{ account: "111122223333" }, true],
    [{ account: "444455556666" }, false],
    [{ region: "eu-*" }, true],
    [{ region: "us-east-1" }, false],
    [{ namespace: "AWS/*" }, true],
    [{ namespace: "Custom" }, false],
    [{ name: "AccessKey*", region: "us-east-1" }, false],
    [{ name: "AccessKey*", account: "111122223333", region: "eu-central-1", namespace: "AWS/EC2" }, true],
  ])("with %j matches: %j", (match, matches) => {
    expect(routeFor(fired, [{ match }]) !== undefined).toBe(matches);
  });

  test("that comes first counts", () => {
    const routes = [
      { match: { name: "Other" }, channel: "C1" },
      { match: { name: "Access*" }, channel: "C2" },
      { match: {}, channel: "C3" },
    ];
    expect(routeFor(fired, routes)?.channel).toBe("C2");
    expect(routeFor(fired, [])).toBeUndefined();
  });

  test("by namespace takes no alarm that has no metric", () => {
    expect(routeFor(alarm({ metrics: [] }), [{ match: { namespace: "*" } }])).toBeUndefined();
  });

  test("reads an alarm's name literally: what is a wildcard is for the settings to say", () => {
    expect(routeFor(alarm({ name: "*" }), [{ match: { name: "AccessKey" } }])).toBeUndefined();
    expect(routeFor(alarm({ name: "a.c" }), [{ match: { name: "a.c" } }])).toBeDefined();
    expect(routeFor(alarm({ name: "abc" }), [{ match: { name: "a.c" } }])).toBeUndefined();
  });
});

describe("alarms belong together", () => {
  test("by account, Region and name unless told otherwise", () => {
    const key = groupKey(fired);
    expect(groupKey(alarm({ name: "AccessKeyElsewhere", state: "OK", reason: "other" }))).toBe(key);
    expect(groupKey(alarm({ name: "Another" }))).not.toBe(key);
    expect(groupKey(alarm({ name: "AccessKeyElsewhere", region: "us-east-1" }))).not.toBe(key);
    expect(groupKey(alarm({ name: "AccessKeyElsewhere", account: "444455556666" }))).not.toBe(key);
  });

  test("by less when less is asked for", () => {
    expect(groupKey(fired, ["account"])).toBe(groupKey(alarm({ name: "Another" }), ["account"]));
  });
});
