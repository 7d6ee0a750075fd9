import { expect, test } from "vitest";
import { queuePlaces, worthTelling } from "./queue-places.ts";
import type { Run } from "./run.ts";

const now = new Date("2026-11-14T02:42:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
const run = (id: string, changes: Partial<Run>): Run =>
  ({ id, state: "queued", startedAt: null, plan: null, account: "1", regions: [], ...changes }) as Run;
const plan = (seconds: number) => ({ estimate: { seconds } }) as Run["plan"];
const free = { now, budgetWaitMs: () => 0 };

test("who is first in an idle queue need not wait", () => {
  expect(queuePlaces([run("a", {})], free).get("a")).toEqual({ position: 1, waitSeconds: 0 });
});

test("each waits for the rest of what is under way and for those ahead, side by side as they are worked on", () => {
  const unfinished = [
    run("busy", { state: "running", startedAt: ago(20), plan: plan(60) }),
    run("other", { state: "running", startedAt: ago(5), plan: plan(15) }),
    run("a", { plan: plan(100) }),
    run("b", { plan: plan(30) }),
    run("c", {}),
  ];
  const places = queuePlaces(unfinished, free);
  expect([...places]).toEqual([
    ["a", { position: 1, waitSeconds: 10 }],
    ["b", { position: 2, waitSeconds: 40 }],
    ["c", { position: 3, waitSeconds: 70 }],
  ]);
});

test("a run that takes longer than its plan said is about to end, not long over", () => {
  const unfinished = [run("busy", { state: "running", startedAt: ago(500), plan: plan(60) }), run("a", {})];
  expect(queuePlaces(unfinished, free).get("a")).toEqual({ position: 1, waitSeconds: 1 });
});

test("a budget that is used up counts, and who takes another's answer stands in no queue", () => {
  const unfinished = [run("shares", { sharedRun: "x" }), run("a", { account: "2" })];
  const places = queuePlaces(unfinished, {
    now,
    budgetWaitMs: ({ account }) => (account === "2" ? 12_000 : 0),
  });
  expect([...places]).toEqual([["a", { position: 1, waitSeconds: 12 }]]);
});

test("only what people would notice is told", () => {
  const place = { position: 2, waitSeconds: 40 };
  expect(worthTelling(null, place)).toBe(true);
  expect(worthTelling(place, { ...place, waitSeconds: 36 })).toBe(false);
  expect(worthTelling(place, { ...place, waitSeconds: 30 })).toBe(true);
  expect(worthTelling(place, { ...place, position: 1 })).toBe(true);
});
