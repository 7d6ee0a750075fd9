import { expect, test } from "vitest";
import { parseDueDate } from "./due-date.ts";

// A Saturday.
const now = new Date("2026-11-14T22:00:00Z");

test.each([
  ["2026-12-01", "2026-12-01"],
  ["2026-11-14", "2026-11-14"],
  ["today", "2026-11-14"],
  [" Tomorrow ", "2026-11-15"],
  ["sunday", "2026-11-15"],
  ["fri", "2026-11-20"],
  ["Saturday", "2026-11-21"],
  ["3d", "2026-11-17"],
  ["2w", "2026-11-28"],
  // Not a day ahead, no day at all, no whole days.
  ["2026-11-13", undefined],
  ["2026-02-30", undefined],
  ["2h", undefined],
  ["someday", undefined],
  ["", undefined],
])("“%s” is %s", (text, day) => {
  expect(parseDueDate(text, now)).toBe(day);
});

test("a day is counted from the one that it is where people are", () => {
  const sayingSo = new Date("2026-11-14T23:30:00Z");
  const due = (text: string, zone: string) => parseDueDate(text, sayingSo, zone);
  expect(due("today", "Europe/Berlin")).toBe("2026-11-15");
  expect(due("sunday", "Europe/Berlin")).toBe("2026-11-22");
  expect(due("2026-11-14", "Europe/Berlin")).toBeUndefined();
  expect(due("tomorrow", "America/New_York")).toBe("2026-11-15");
});
