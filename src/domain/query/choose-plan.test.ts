import { expect, test } from "vitest";
import { choosePlan } from "./choose-plan.ts";
import type { QueryPlan } from "./query.ts";

const plan = (engine: QueryPlan["engine"], estimate: QueryPlan["estimate"], more = {}): QueryPlan => ({
  engine,
  pushedDown: [],
  checkedHere: [],
  estimate,
  command: "",
  ...more,
});

test("the fastest engine answers, and why says what the others would take", () => {
  const best = choosePlan(
    [plan("log-group", { seconds: 30 }), plan("event-history", { seconds: 4 }, { why: "One search." })],
    [{ engine: "athena", reason: "no column for x." }],
  );
  expect(best?.engine).toBe("event-history");
  expect(best?.why).toBe(
    "event-history, about 4 s. One search. Others: log-group about 30 s; athena cannot: no column for x.",
  );
});

test("an engine that reaches the whole question goes before a faster one that does not", () => {
  const best = choosePlan(
    [
      plan("event-history", { seconds: 1 }, { unreached: "nothing before May" }),
      plan("athena", { seconds: 60, dollars: 0.4 }),
    ],
    [],
  );
  expect(best?.engine).toBe("athena");
  expect(best?.why).toBe(
    "athena, about 60 s and $0.40. Others: event-history would leave out: nothing before May",
  );
});

test("money counts: what costs a dollar has to save a quarter of an hour", () => {
  const paid = plan("insights", { seconds: 10, dollars: 1 });
  expect(choosePlan([paid, plan("log-group", { seconds: 600 })], [])?.engine).toBe("log-group");
  expect(choosePlan([paid, plan("log-group", { seconds: 1_200 })], [])?.engine).toBe("insights");
});

test("an engine that cannot tell how long it takes goes last, and says so", () => {
  const both = [plan("archive", {}), plan("log-group", { seconds: 9_000 })];
  expect(choosePlan(both, [])?.why).toBe("log-group, about 3 h. Others: archive how long is not known");
  expect(choosePlan([], [])).toBeUndefined();
});
