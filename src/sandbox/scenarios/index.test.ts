import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { scenarioNames, scenarios } from "./index.ts";
import type { ScenarioName } from "./scenario.ts";

const now = new Date("2026-11-20T12:00:00Z");

// A few hundred records of noise: a full day a story takes its time.
const bytes = (name: ScenarioName, change: { now?: Date; seed?: number } = {}) =>
  createHash("sha256")
    .update(JSON.stringify(scenarios[name]({ now, ordinaryRecords: 500, ...change })))
    .digest("hex");

test("every story goes by its own name", () => {
  for (const name of scenarioNames) {
    const scenario = scenarios[name]({ now, ordinaryRecords: 500 });
    expect(scenario.name).toBe(name);
    expect(scenario.title.length).toBeGreaterThan(20);
    expect(Object.keys(scenario.answer.steps)).toContain(scenario.answer.runbook);
  }
});

test.each(scenarioNames)(
  "%s: the same now and seed tell the same story, another seed another one",
  (name) => {
    const told = bytes(name);
    const again = bytes(name);
    expect(again).toBe(told);
    expect(bytes(name, { seed: 2 })).not.toBe(told);
    expect(bytes(name, { now: new Date("2026-11-20T12:00:01Z") })).not.toBe(told);
  },
);

test.each(scenarioNames)("%s can be told at any hour, in any account", (name) => {
  for (const hour of ["00:00:30", "03:20:00", "23:59:59"]) {
    const scenario = scenarios[name]({
      now: new Date(`2026-03-01T${hour}Z`),
      accountId: "444455556666",
      ordinaryRecords: 300,
    });
    expect(JSON.stringify(scenario)).not.toContain("111122223333");
    expect(scenario.records.every((record) => record.recipientAccountId === "444455556666")).toBe(true);
  }
});
