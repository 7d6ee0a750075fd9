import { expect, test } from "vitest";
import { globMatches } from "./glob.ts";

test.each([
  ["*AccessKey*", "prod-AccessKey-used", true],
  ["*AccessKey*", "prod-accesskey", false],
  ["prod-*", "prod-", true],
  ["a*a", "a", false],
  ["a*b*c", "a-b-b-c", true],
  ["a*b*c", "a-c", false],
  ["ab*bc", "abc", false],
  ["exact", "exact", true],
  ["exact", "exactly", false],
  [".*", "anything", false],
  ["*", "", true],
])("%s against %s: %s", (pattern, text, expected) => {
  expect(globMatches(pattern, text)).toBe(expected);
});
