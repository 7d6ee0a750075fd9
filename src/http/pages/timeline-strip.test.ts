import { expect, test } from "vitest";
import { textOf } from "./html.ts";
import { timelineStrip } from "./timeline-strip.ts";

const strip = (zone: string, minutes: number) => {
  const from = new Date("2026-11-14T02:30:00Z");
  const to = new Date(from.getTime() + minutes * 60_000);
  return [...textOf(timelineStrip([], [], { from, to }), zone).matchAll(/<text[^>]*>([^<]*)</g)].map(
    ([, text]) => text,
  );
};

test("the axis tells UTC, and below it the time where people are", () => {
  expect(strip("UTC", 30)).toContain("02:45");
  expect(strip("UTC", 30)).not.toContain("UTC");
  expect(strip("Asia/Kathmandu", 30)).toEqual(expect.arrayContaining(["UTC", "02:45", "08:30"]));
  expect(strip("America/Argentina/Buenos_Aires", 30)).toContain("Buenos Aires");
});

test("days on the axis are those of UTC alone", () => {
  const days = strip("Asia/Kathmandu", 10 * 1_440);
  expect(days).toContain("11-17");
  expect(days).not.toContain("UTC");
});
