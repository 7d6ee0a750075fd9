import { expect, test } from "vitest";
import { everyWeek, weekOf } from "./measures.ts";
import { runbookReviews } from "./runbook-faults.ts";

test.each([
  ["2026-11-16T00:00:00.000Z", "2026-11-16"],
  ["2026-11-15T23:59:59.999Z", "2026-11-09"],
  ["2026-11-22T19:00:00Z", "2026-11-16"],
  ["1970-01-01T00:00:00Z", "1969-12-29"],
])("%s is in the week of Monday %s", (at, monday) => {
  expect(weekOf(new Date(at)).toISOString().slice(0, 10)).toBe(monday);
});

test("a week in which nothing was opened stands there empty", () => {
  const week = new Date("2026-11-09T00:00:00Z");
  const known = {
    week,
    opened: 2,
    acknowledged: 1,
    medianToAcknowledge: 60,
    resolved: 0,
    medianToResolve: null,
  };
  const weeks = everyWeek([known], new Date("2026-11-04T12:00:00Z"), new Date("2026-11-17T00:00:00Z"));
  expect(weeks.map(({ week: each, opened }) => `${each.toISOString().slice(0, 10)} ${opened}`)).toEqual([
    "2026-11-02 0",
    "2026-11-09 2",
    "2026-11-16 0",
  ]);
});

test("runbooks past their review stand first, then those that nobody ever started", () => {
  const runbook = (id: string, date: string) => ({
    ...{ id, title: id, owner: "@team" },
    reviewed: { date, by: "team", every: 30 * 86_400 },
  });
  const reviews = runbookReviews(
    [runbook("used", "2026-11-01"), runbook("never", "2026-11-01"), runbook("old", "2026-10-01")],
    [
      { id: "used", incidents: 3, lastAt: new Date(0) },
      { id: "gone", incidents: 9, lastAt: new Date(0) },
    ],
    new Date("2026-11-20T00:00:00Z"),
  );
  expect(reviews.map(({ id, incidents, pastReview }) => [id, incidents, pastReview])).toEqual([
    ["old", 0, true],
    ["never", 0, false],
    ["used", 3, false],
  ]);
});
