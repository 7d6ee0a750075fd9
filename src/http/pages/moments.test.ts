import { expect, test } from "vitest";
import { textOf } from "./html.ts";
import { lasting, moment, sinceStart } from "./moments.ts";

test.each([
  [null, "–"],
  [0, "0 s"],
  [8.4, "8 s"],
  [60, "1 min"],
  [250, "4 min 10 s"],
  [4_320, "1 h 12 min"],
  [273_600, "3 d 4 h"],
])("%s seconds last %s", (seconds, words) => {
  expect(lasting(seconds)).toBe(words);
});

test("a time is told from the opening on, also what was before", () => {
  const start = new Date("2026-11-14T02:41:07Z");
  const after = (seconds: number) => sinceStart(new Date(start.getTime() + seconds * 1_000), start);
  expect([after(0), after(63), after(3_723), after(-5)]).toEqual(["+0:00", "+1:03", "+1:02:03", "−0:05"]);
});

test("a time is in UTC, and beside it in the organisation's zone with its day where that is another", () => {
  const at = new Date("2026-11-14T23:41:07Z");
  const utc = '<time datetime="2026-11-14T23:41:07.000Z">2026-11-14 <b>23:41:07</b>Z</time>';
  const read = (zone: string) => textOf(moment(at), zone);
  expect(read("UTC")).toBe(utc);
  expect(textOf(moment(at))).toBe(utc);
  expect(read("Europe/London")).toBe(`${utc} <span class="local">(23:41:07 +00:00)</span>`);
  expect(read("Europe/Berlin")).toBe(`${utc} <span class="local">(2026-11-15 00:41:07 +01:00)</span>`);
  expect(textOf(moment(null), "Europe/Berlin")).toBe('<span class="none">–</span>');
});
