import { expect, test } from "vitest";
import type { AlarmState } from "./alarms.ts";
import { alarmsOf, holds, parseCompositeRule } from "./composite-rule.ts";

const STATES: Record<string, AlarmState> = {
  a: "ALARM",
  b: "OK",
  c: "INSUFFICIENT_DATA",
  "odd (name)": "ALARM",
};
const isTrue = (text: string) => holds(parseCompositeRule(text), (name) => STATES[name]);

test.each([
  ["ALARM(a)", true],
  ["ALARM(b)", false],
  ["OK(b)", true],
  ["INSUFFICIENT_DATA(c)", true],
  ["ALARM(c)", false],
  ["ALARM(unknown)", false],
  ['ALARM("odd (name)")', true],
  ['ALARM( "a" )', true],
  ["ALARM(a) AND ALARM(b)", false],
  ["ALARM(a) OR ALARM(b)", true],
  ["NOT ALARM(b)", true],
  ["NOT NOT ALARM(a)", true],
  ["ALARM(a) OR ALARM(a) AND ALARM(b)", true],
  ["(ALARM(a) OR ALARM(a)) AND ALARM(b)", false],
  ["NOT ALARM(a) OR OK(b)", true],
  ["NOT (ALARM(a) OR OK(b))", false],
  ["TRUE", true],
  ["FALSE OR\n TRUE", true],
])("%s is %s", (text, expected) => {
  expect(isTrue(text)).toBe(expected);
});

test("names every alarm once", () => {
  const arn = "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:b";
  expect(alarmsOf(parseCompositeRule(`ALARM(a) AND (NOT OK(${arn}) OR ALARM(a))`))).toEqual(["a", arn]);
});

test.each([
  "",
  "ALARM",
  "ALARM()",
  "ALARM(a",
  "alarm(a)",
  "ALARM(a) ALARM(b)",
  "AND ALARM(a)",
  "ALARM(a))",
  '"a"',
])("%j is refused", (text) => {
  expect(() => parseCompositeRule(text)).toThrow(/AlarmRule is not valid/);
});
