import { describe, expect, test } from "vitest";
import { completenessOf, describeCompleteness } from "./completeness.ts";
import { createEvaluation } from "./evaluate.ts";

const window = { from: new Date("2026-05-04T08:00:00Z"), to: new Date("2026-05-04T08:20:00Z") };
const nothing = createEvaluation(
  { from: "cloudtrail", where: { all: [] }, measure: [], limit: 1, services: "hide" },
  window,
).result();
const reach = {
  engine: "archive" as const,
  accounts: ["111122223333"],
  regions: ["eu-central-1", "us-east-1"],
  window,
  pagesRead: 3,
  now: new Date("2026-05-05T00:00:00Z"),
};
const some = { ...nothing, scanned: 214, matched: 12, newestEvent: new Date("2026-05-04T08:19:40Z") };

test("an answer says what was searched and how far the data reaches", () => {
  const evaluation = { ...some, servicesHidden: 168, duplicatesDropped: 2, redacted: 1 };
  expect(describeCompleteness(completenessOf({ ...reach, evaluation }))).toEqual([
    "Searched: archive of 111122223333, eu-central-1 and us-east-1, 2026-05-04 08:00:00–08:20:00 UTC, 214 records in 3 files, complete; newest event 08:19:40.",
    "168 service calls hidden.",
    "2 duplicates dropped.",
    "1 value redacted.",
  ]);
});

describe("nothing found", () => {
  const sentence = (evaluation: object, more: object = {}) =>
    describeCompleteness(completenessOf({ ...reach, ...more, evaluation: { ...nothing, ...evaluation } }))[1];

  test("is said of what was searched only", () => {
    expect(sentence({ scanned: 9, newestEvent: new Date("2026-05-04T08:19:40Z") })).toBe(
      "Nothing found in what was searched; the data seen reaches to 2026-05-04 08:19:40 UTC.",
    );
  });

  test("names hidden service calls", () => {
    expect(sentence({ servicesHidden: 3, newestEvent: new Date("2026-05-04T08:19:40Z") })).toContain(
      "Nothing found besides calls of AWS services",
    );
  });

  test("warns when no record of any kind was seen", () => {
    expect(sentence({})).toContain("this may mean that nothing is recorded here");
  });

  test("warns when the data ends before the window", () => {
    expect(sentence({ scanned: 1, newestEvent: new Date("2026-05-03T23:00:00Z") })).toBe(
      "Nothing found in what was searched; the data seen ends at 2026-05-03 23:00:00 UTC, before the window begins.",
    );
  });

  test("admits that not all was read", () => {
    expect(sentence({ scanned: 1, newestEvent: window.to }, { truncated: "stopped" })).toContain(
      "and not all of it was read",
    );
  });

  test("of Event history says that it holds no data events", () => {
    expect(sentence({ scanned: 1, newestEvent: window.to }, { engine: "event-history" })).toContain(
      "management events only",
    );
  });
});

test("an answer settles when the engine's lag after the window has passed", () => {
  const at = (now: string) =>
    completenessOf({ ...reach, engine: "event-history", evaluation: some, now: new Date(now) });
  expect(at("2026-05-04T08:34:59Z")).toMatchObject({
    settled: false,
    settlesAt: new Date("2026-05-04T08:35:00Z"),
  });
  expect(at("2026-05-04T08:35:00Z").settled).toBe(true);
  expect(describeCompleteness(at("2026-05-04T08:30:00Z"))).toContain(
    "Later events may still arrive until 08:35:00; ask again then.",
  );
});

test("what stopped the engine goes before what stopped the evaluation", () => {
  const evaluation = { ...some, truncated: "too many groups" };
  expect(describeCompleteness(completenessOf({ ...reach, evaluation }))[0]).toContain(
    "not complete: too many groups;",
  );
  expect(completenessOf({ ...reach, evaluation, truncated: "stopped" }).truncated).toBe("stopped");
});

test("names out of records are shown inert and not without end", () => {
  const regions = ["\u001b[31mred\u202e", "x".repeat(500), "a", "b", "c", "d", "e", "f"];
  const [searched] = describeCompleteness(completenessOf({ ...reach, regions, evaluation: some }));
  expect(searched).not.toMatch(/\p{Cc}|\u202e/u);
  expect(searched).toContain("and 3 more");
  expect(searched?.length).toBeLessThan(300);
});
