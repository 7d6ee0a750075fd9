import { expect, test } from "vitest";
import { tagSeverity } from "./tag-severity.ts";

test.each<[Record<string, string>, string | undefined]>([
  [{ severity: "P1" }, "P1"],
  [{ Severity: " p2 " }, "P2"],
  [{ "cairn:severity": "sev3" }, "P3"],
  [{ severity: "SEV-4" }, "P4"],
  [{ priority: "2" }, "P2"],
  [{ severity: "Critical" }, "P1"],
  [{ severity: "moderate" }, "P3"],
  // Cairn's own key is meant for Cairn.
  [{ severity: "P4", "cairn:severity": "P1" }, "P1"],
  [{ severity: "whatever", priority: "high" }, "P2"],
  [{ severity: "P5" }, undefined],
  [{ severity: "0" }, undefined],
  [{ severity: "constructor" }, undefined],
  [{ team: "P1" }, undefined],
  [{}, undefined],
])("%j means %j", (tags, severity) => {
  expect(tagSeverity(tags)?.severity).toBe(severity);
});

test("it is said which tag said so", () => {
  expect(tagSeverity({ Priority: "high" })?.tag).toBe("Priority=high");
});
