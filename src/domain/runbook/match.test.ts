import { describe, expect, test } from "vitest";
import { finish, runbookWith } from "../../../test/fixtures/runbooks/runbook-with.ts";
import type { Alarm } from "../alarm/alarm.ts";
import { factsFromAlarm } from "./facts.ts";
import type { AlarmSelector } from "./front-matter.ts";
import { runbooksFor } from "./match.ts";
import type { Runbook } from "./schema.ts";

const alarm: Alarm = {
  arn: "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:Key denied",
  name: "Key denied",
  account: "111122223333",
  region: "eu-central-1",
  kind: "contributor",
  state: "ALARM",
  reason: "",
  at: new Date("2026-11-20T02:00:00Z"),
  metrics: [
    { namespace: "AWS/Lambda", name: "Errors", dimensions: { FunctionName: "shop" }, returnData: true },
  ],
  dimensions: { FunctionName: "shop" },
  children: [],
  contributor: { id: "c1", attributes: { "userIdentity.accessKeyId": "AKIAIOSFODNN7EXAMPLE" } },
  muted: false,
  suppressed: false,
  tags: { team: "shop" },
};

const sound = runbookWith(finish);
const runbook = (id: string, ...alarms: AlarmSelector[]): Runbook => ({ ...sound, id, alarms });
const chosen = (runbooks: Runbook[], ...more: unknown[]) =>
  runbooksFor(alarm, runbooks, more as never[]).map((match) => [match.runbook.id, match.why]);

test("what people decided comes first, what merely fits last, and each says why", () => {
  const runbooks = [
    runbook("by-dimension", { dimension: "FunctionName" }),
    runbook("by-namespace", { namespace: "AWS/*" }),
    runbook("by-metric", { metric: "err*" }),
    runbook("by-contributor", { contributor: "userIdentity.accessKeyId" }),
    runbook("by-name", { name: "*DENIED" }),
    runbook("by-tag", { tag: { team: "shop" } }),
    runbook("by-setting"),
  ];
  expect(
    chosen(runbooks, { match: { name: "Key*", account: "111122223333" }, runbook: "by-setting" }),
  ).toEqual([
    ["by-setting", "the settings send alarms with name Key* and account 111122223333 here"],
    ["by-tag", "the alarm is tagged team=shop"],
    ["by-name", "the alarm's name fits *DENIED"],
    ["by-contributor", "the alarm names a userIdentity.accessKeyId"],
    ["by-metric", "its metric fits err*"],
    ["by-namespace", "its metric is in AWS/*"],
    ["by-dimension", "the alarm is about a FunctionName"],
  ]);
});

test("all conditions of a line must hold, one line is enough, and a runbook is offered once", () => {
  expect(chosen([runbook("no", { name: "Key*", dimension: "TableName" })])).toEqual([]);
  expect(
    chosen([
      runbook("yes", { dimension: "TableName" }, { dimension: "FunctionName" }, { namespace: "AWS/Lambda" }),
    ]),
  ).toEqual([["yes", "its metric is in AWS/Lambda"]]);
});

test("of two runbooks with the same reason, the more particular one comes first", () => {
  const general = runbook("general", { name: "Key*" });
  const particular = runbook("particular", { name: "Key*", dimension: "FunctionName" });
  expect(chosen([general, particular]).map(([id]) => id)).toEqual(["particular", "general"]);
});

test("a setting for a runbook that does not exist chooses none", () => {
  expect(chosen([sound], { match: {}, runbook: "gone" })).toEqual([]);
});

test("names of a prototype match nothing", () => {
  expect(chosen([runbook("no", { dimension: "constructor" }, { contributor: "toString" })])).toEqual([]);
});

describe("facts of an alarm", () => {
  const facts = factsFromAlarm(alarm);

  test("are named as runbooks refer to them", () => {
    expect(facts["alarm.contributor.userIdentity.accessKeyId"]).toEqual({
      value: "AKIAIOSFODNN7EXAMPLE",
      from: "alarm",
    });
    expect(facts["alarm.dimensions.FunctionName"]?.value).toBe("shop");
    expect(facts["alarm.namespace"]?.value).toBe("AWS/Lambda");
    expect(facts["alarm.at"]?.value).toEqual(alarm.at);
  });

  test("leave out what the alarm does not say", () => {
    expect(facts).not.toHaveProperty(["alarm.reason"]);
    expect(facts).not.toHaveProperty(["alarm.periodSeconds"]);
  });
});
