import { describe, expect, test } from "vitest";
import { InputError } from "../errors.ts";
import { timeAsWritten } from "../query/time.ts";
import type { Facts } from "./facts.ts";
import { factsOfWindow, isBounded, parseWindow, resolveWindow } from "./window.ts";

const now = new Date("2026-11-20T03:00:00Z");
const facts: Facts = {
  "incident.start": { value: new Date("2026-11-20T02:00:00Z"), from: "incident" },
  changedAt: { value: "2026-11-20T01:30:00Z", from: "step:who" },
  window: { value: { from: new Date("2026-11-19T00:00:00Z"), to: now }, from: "input" },
};
const span = (text: string): string[] => {
  const { window } = resolveWindow(parseWindow(text), facts, now);
  return [window.from, window.to].map((at) => at.toISOString().replace(".000Z", "Z"));
};

test.each([
  ["24h before incident.start until now", "2026-11-19T02:00:00Z", "2026-11-20T03:00:00Z"],
  ["60m before incident.start until incident.start", "2026-11-20T01:00:00Z", "2026-11-20T02:00:00Z"],
  ["15m before changedAt until 15m after changedAt", "2026-11-20T01:15:00Z", "2026-11-20T01:45:00Z"],
  ["last 2d", "2026-11-18T03:00:00Z", "2026-11-20T03:00:00Z"],
  ["2026-11-19T08:00Z until 2026-11-19T09:00+01:00", undefined, undefined],
  ["2026-11-19 until 2026-11-19 12:30", "2026-11-19T00:00:00Z", "2026-11-19T12:30:00Z"],
  ["2026-11-19T08:00:00Z until 2026-11-19T09:00:00-01:00", "2026-11-19T08:00:00Z", "2026-11-19T10:00:00Z"],
  ["1h before now until 1h after now", "2026-11-20T02:00:00Z", "2026-11-20T03:00:00Z"],
  ["window", "2026-11-19T00:00:00Z", "2026-11-20T03:00:00Z"],
])("%s", (text, from, to) => {
  if (from === undefined) expect(() => span(text)).toThrow("before it begins");
  else expect(span(text)).toEqual([from, to]);
});

test("a window up to now stays open, one up to another moment does not", () => {
  const open = (text: string) => resolveWindow(parseWindow(text), facts, now).window.open;
  expect(open("last 2h")).toBe(true);
  expect(open("1h before now until 1h after now")).toBe(true);
  expect(open("60m before incident.start until incident.start")).toBeUndefined();
  expect(open("2h before now until 1h before now")).toBeUndefined();
});

test.each([
  "",
  "since yesterday",
  "24h",
  "24h before",
  "now",
  "a until b until c",
  "24x before now until now",
])("%j is no window", (text) => {
  expect(() => parseWindow(text)).toThrow(InputError);
});

test("a window that is longer than allowed keeps its beginning and says where it was cut", () => {
  const long = { ...parseWindow("7d before incident.start until now"), maxSeconds: 86_400 };
  const { window, cut } = resolveWindow(long, facts, now);
  expect(window.to.toISOString()).toBe("2026-11-14T02:00:00.000Z");
  expect(cut).toBe("The window was cut to 1d and ends at 2026-11-14T02:00:00.000Z.");
});

test("no window is longer than the event history reaches", () => {
  const { window } = resolveWindow(parseWindow("2020-01-01 until now"), facts, now);
  expect(window.to.getTime() - window.from.getTime()).toBe(90 * 86_400_000);
});

describe("a window is bounded", () => {
  test("when both ends hang on the same thing or it has a max", () => {
    expect(isBounded(parseWindow("60m before incident.start until incident.start"))).toBe(true);
    expect(isBounded(parseWindow("last 24h"))).toBe(true);
    expect(isBounded({ ...parseWindow("changedAt until now"), maxSeconds: 60 })).toBe(true);
    expect(isBounded(parseWindow("changedAt until now"))).toBe(false);
  });

  test("and names the facts it needs", () => {
    expect(factsOfWindow(parseWindow("1h before changedAt until now"))).toEqual(["changedAt"]);
    expect(() => span("nobody until now")).toThrow("`nobody` is not known yet");
  });
});

test("times without a zone are UTC, and what is no time is none", () => {
  expect(timeAsWritten("2026-11-20 02:00")?.toISOString()).toBe("2026-11-20T02:00:00.000Z");
  for (const text of ["2026-13-01", "20.11.2026", "now", "2026-11-20T25:00"])
    expect(timeAsWritten(text)).toBeUndefined();
});
