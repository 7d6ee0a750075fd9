import { expect, test } from "vitest";
import { createPacer } from "./pace.ts";

test("three posts go at once, then one a second, each channel by itself", () => {
  let now = 0;
  const take = createPacer({ perMinute: 60, burst: 3 }, () => now);
  expect([take("C1"), take("C1"), take("C1"), take("C1")]).toEqual([0, 0, 0, 1000]);
  expect(take("C2")).toBe(0);
  now = 400;
  expect(take("C1")).toBe(600);
  now = 1000;
  expect([take("C1"), take("C1")]).toEqual([0, 1000]);
  now = 60_000;
  expect([take("C1"), take("C1"), take("C1"), take("C1")]).toEqual([0, 0, 0, 1000]);
});
