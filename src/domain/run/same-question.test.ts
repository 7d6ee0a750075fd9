import { describe, expect, test } from "vitest";
import type { Query, Window } from "../query/query.ts";
import type { RunTarget } from "./run.ts";
import { questionKey, sameWindow } from "./same-question.ts";

const at = (text: string) => new Date(`2026-11-14T${text}Z`);
const target: RunTarget = { account: "111122223333", regions: ["eu-central-1"], engine: "log-group" };
const query: Query = { from: "cloudtrail", where: { all: [] }, measure: [], limit: 100, services: "hide" };
const key = questionKey(query, [target]);

test("a question is the same however its parts were written down", () => {
  const { limit, services, ...rest } = query;
  expect(questionKey({ services, limit, ...rest }, [{ ...target }])).toBe(key);
});

test.each<[string, Query, RunTarget]>([
  ["limit", { ...query, limit: 99 }, target],
  ["condition", { ...query, where: { path: "ip", test: { op: "exists", value: true } } }, target],
  ["account", query, { ...target, account: "444455556666" }],
  ["Region", query, { ...target, regions: ["us-east-1"] }],
  ["engine", query, { ...target, engine: "athena" }],
])("another %s is another question", (_, asked, of) => {
  expect(questionKey(asked, [of])).not.toBe(key);
});

describe("a window", () => {
  const lastHour = (to: string): Window => ({
    from: new Date(at(to).getTime() - 3_600_000),
    to: at(to),
    open: true,
  });
  const fixed = { from: at("01:00:00"), to: at("02:00:00") };

  test.each<[string, Window, Window, boolean]>([
    ["is the same as itself", fixed, { ...fixed }, true],
    ["that ends a second later is another", fixed, { ...fixed, to: at("02:00:01") }, false],
    ["until now is the same half a minute later", lastHour("02:00:00"), lastHour("02:00:30"), true],
    ["until now is another two minutes later", lastHour("02:00:00"), lastHour("02:02:00"), false],
    [
      "from a fixed time until now is the same half a minute later",
      { from: at("01:00:00"), to: at("02:00:00"), open: true },
      { from: at("01:00:00"), to: at("02:00:30"), open: true },
      true,
    ],
    [
      "until now of another length is another",
      lastHour("02:00:00"),
      { ...lastHour("02:00:30"), from: at("00:00:00") },
      false,
    ],
    ["until now is not one that only ends there", lastHour("02:00:30"), fixed, false],
  ])("%s", (_, one, other, same) => {
    expect(sameWindow(one, other)).toBe(same);
    expect(sameWindow(other, one)).toBe(same);
  });
});
