import { expect, test } from "vitest";
import { InputError } from "../errors.ts";
import { localWords, requireZone, sinceWords } from "./times.ts";

test.each([
  ["2026-11-14T02:41:07.000Z", "Europe/Berlin", "2026-11-14 03:41:07 +01:00"],
  ["2026-07-01T22:30:00.000Z", "Europe/Berlin", "2026-07-02 00:30:00 +02:00"],
  ["2026-11-14T02:41:07.000Z", "UTC", "2026-11-14 02:41:07 +00:00"],
  ["2026-11-14T00:00:00.000Z", "Asia/Kolkata", "2026-11-14 05:30:00 +05:30"],
  ["2026-11-14T00:00:00.000Z", "America/St_Johns", "2026-11-13 20:30:00 -03:30"],
])("%s is in %s %s, with how far that is from UTC", (at, zone, local) => {
  expect(localWords(at, zone)).toBe(local);
});

test.each([
  ["2026-11-14T02:41:07.900Z", "+00:00:00"],
  ["2026-11-14T03:53:38.000Z", "+01:12:31"],
  ["2026-11-14T02:36:07.000Z", "−00:05:00"],
  ["2026-11-16T05:41:07.000Z", "+2d 03:00:00"],
])("%s is %s from the start", (at, since) => {
  expect(sinceWords(at, "2026-11-14T02:41:07.120Z")).toBe(since);
});

test("what is no zone is refused with an example", () => {
  expect(() => requireZone("Berlin")).toThrow(InputError);
  expect(() => requireZone("Berlin")).toThrow("Europe/Berlin");
  expect(requireZone(" europe/berlin ")).toBe("Europe/Berlin");
});
