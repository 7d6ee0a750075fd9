import { expect, test } from "vitest";
import { formatDate, fromWallTime, toWallTime } from "./date-format.ts";

const noon = Date.UTC(2026, 2, 1, 12) / 1000;

test("a date is shown in the reader's own zone", () => {
  const now = new Date("2026-03-01T18:00:00Z");
  expect(formatDate(noon, "{date_short_pretty} {time}", "Asia/Kolkata", now)).toBe("today 17:30");
  expect(formatDate(noon, "{date_num} {time_secs}", "America/Los_Angeles", now)).toBe("2026-03-01 04:00:00");
  expect(formatDate(noon, "{ago} {what}", "Etc/UTC", now)).toBe("6 hours ago {what}");
});

test("a wall-clock time survives the way there and back, in winter and in summer", () => {
  for (const wall of ["2026-01-15T09:30", "2026-07-15T09:30"]) {
    expect(toWallTime(fromWallTime(wall, "America/New_York"), "America/New_York")).toBe(wall);
  }
});
