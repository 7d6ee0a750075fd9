import { expect, test } from "vitest";
import { raiseSeverity, worstLevel } from "./finding.ts";

test("findings raise a severity and never lower it", () => {
  expect(raiseSeverity("P3", "P1")).toBe("P1");
  expect(raiseSeverity("P2", "P4")).toBe("P2");
  expect(raiseSeverity("P2", undefined)).toBe("P2");
});

test("the worst level of several findings is the one to look at first", () => {
  expect(worstLevel([{ level: "ok" }, { level: "critical" }, { level: "unknown" }])).toBe("critical");
  expect(worstLevel([{ level: "note" }, { level: "unknown" }])).toBe("unknown");
  expect(worstLevel([])).toBeUndefined();
});
