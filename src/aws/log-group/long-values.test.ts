import { expect, test } from "vitest";
import { isSqlText, sqlLike, sqlText } from "../athena/sql-text.ts";
import { insightsRegex } from "../insights/insights-text.ts";

test("the longest value that SQL is given still fits when every character needs an escape", () => {
  const longest = "%".repeat(500);
  expect(isSqlText(longest)).toBe(true);
  expect(sqlLike({ text: longest, openStart: true, openEnd: true })).toContain("!%!%");
  expect(isSqlText(`${longest}%`)).toBe(false);
  expect(() => sqlText("\n")).toThrow(RangeError);
});

test("an expression that grows too long for Logs Insights is left to the evaluator", () => {
  expect(insightsRegex("a b")).toBe("a[ ]b");
  expect(insightsRegex(" ".repeat(256))).toBeUndefined();
});
