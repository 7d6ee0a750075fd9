import { expect, test } from "vitest";
import { referenceFaults } from "./references.ts";

const faults = (settings: object) =>
  referenceFaults(settings, { runbooks: { ids: ["known"], folder: "runbooks" } }).map(
    ({ at, message }) => `${at.join(".")} ${message}`,
  );

test("a ladder that is not there is told of wherever it is named", () => {
  expect(
    faults({ ladder: "night", ladders: { day: [] }, routes: [{ match: { name: "a" }, ladder: "dya" }] }),
  ).toEqual([
    "ladder there is no ladder night. There is day.",
    "routes.0.ladder there is no ladder dya. There is day.",
  ]);
  expect(faults({ ladder: "night" })).toEqual(["ladder there is no ladder night. Write it under ladders."]);
  expect(faults({ ladder: "day", ladders: { day: [] } })).toEqual([]);
  // Nothing is there because the language has it.
  expect(faults({ ladder: "constructor", ladders: {} })).toHaveLength(1);
});

test("a runbook that is not there is told of", () => {
  expect(faults({ routes: [{ match: { name: "a" }, runbook: "knwon" }] })).toEqual([
    "routes.0.runbook there is no knwon.md in runbooks",
  ]);
  expect(referenceFaults({ routes: [{ match: { name: "a" }, runbook: "x" }] }, {})).toEqual([]);
});

test.each<[earlier: object, later: object, shadowed: boolean]>([
  [{ name: "a*" }, { name: "ab*" }, true],
  [{ name: "a*" }, { name: "ab", region: "eu-*" }, true],
  [{ name: "*a*" }, { name: "*bac*" }, true],
  [{ name: "ab*" }, { name: "a*" }, false],
  [{ name: "a*", region: "eu-*" }, { name: "ab" }, false],
  [{ name: "a*b" }, { name: "a*" }, false],
  // Every alarm has a name, a Region and an account; not every one has a metric, nor tags.
  [{ name: "*" }, { namespace: "AWS/EC2" }, true],
  [{ region: "**" }, { account: "1*" }, true],
  [{ namespace: "*" }, { name: "a" }, false],
  [{ namespace: "AWS/*" }, { namespace: "AWS/EC2" }, true],
  [{ tags: { team: "*" } }, { name: "a" }, false],
  [{ tags: { team: "pay*" } }, { tags: { team: "payments", stage: "prod" } }, true],
  [{ tags: { team: "payments", stage: "prod" } }, { tags: { team: "payments" } }, false],
  [{}, { name: "a" }, false],
])("behind %j, %j never counts: %j", (earlier, later, shadowed) => {
  const told = faults({ routes: [{ match: earlier }, { match: later }] });
  expect(told.some((each) => each.startsWith("routes.1 never counts: routes.0"))).toBe(shadowed);
});

test("whatever else is wrong with the file, nothing breaks", () => {
  for (const raw of [
    undefined,
    null,
    3,
    "x",
    [],
    { routes: 3, ladders: [] },
    { routes: [null, { match: 4 }, "x"] },
  ])
    expect(faults(raw as object)).toEqual([]);
});
