import { describe, expect, test } from "vitest";
import { finish, runbookWith, step } from "../../../test/fixtures/runbooks/runbook-with.ts";
import { lintRunbook } from "./lint-runbook.ts";
import { patternTraps } from "./pattern-traps.ts";

const runbook = runbookWith(finish);

test("a runbook whose review is due says whom to ask, on the line to change", () => {
  expect(lintRunbook(runbook, new Date("2027-01-30T00:00:00Z"))).toEqual([]);
  expect(lintRunbook(runbook, new Date("2027-01-31T00:00:00Z"))).toEqual([
    { file: "trial.md", line: 8, message: expect.stringContaining("due on 2027-01-30: @oncall") },
  ]);
});

test("rounds that would never look at a late call again are told, with the window they need", () => {
  const quiet = (window: string) =>
    runbookWith(
      step("Quiet?", {
        repeat: `id: quiet\nwhere: {}\nwindow: ${window}\nevery: 10m\nuntil: rows == 0\natMost: 1h`,
      }) + finish,
    );
  const told = (window: string) => lintRunbook(quiet(window), new Date("2026-11-20T00:00:00Z"));
  expect(told("last 10m")).toMatchObject([
    { file: "trial.md", message: expect.stringContaining("30m long") },
  ]);
  expect(told("last 30m")).toEqual([]);
  expect(told("{ is: incident.start until now, max: 1d }")).toEqual([]);
});

const denied = '($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*")';
const excluded = '($.sourceIPAddress!="delivery.logs.amazonaws.com") && ($.eventName!="HeadBucket")';

describe("filter patterns that people copy", () => {
  test.each([
    [
      "CIS .2 as it circulates: the exclusions concern the second half only",
      `{ ${denied} && ${excluded} }`,
      "binds tighter",
    ],
    ["all joined by ||", `{ ${denied} || ${excluded.replace("&&", "||")} }`, "matches nearly every event"],
    [
      "CIS .3: a sign-in without MFAUsed",
      '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }',
      "has no MFAUsed",
    ],
    ["mixed within a bracket", `{ ($.a = 1 || $.b = 2 && $.c = 3) }`, "binds tighter"],
  ])("%s", (_, pattern, words) => {
    const traps = patternTraps(`One\nSee \`${pattern}\`.`, "x.md");
    expect(traps.map(({ message }) => message)).toEqual([expect.stringContaining(words)]);
    expect(traps[0]).toMatchObject({ file: "x.md", line: 2 });
  });

  test.each([
    ["the same with brackets", `{ (${denied}) && ${excluded} }`],
    ["names joined by ||", "{ ($.eventName = CreateTrail) || ($.eventName = StopLogging) }"],
    ["one exclusion beside alternatives", '{ ($.a = "x" || $.b = "y") && ($.c != "z") }'],
    ["operators inside a text", '{ ($.a = "x && y") || ($.b = "z") }'],
    [
      "with the absent field",
      '{ ($.additionalEventData.MFAUsed != "Yes") || ($.additionalEventData.MFAUsed NOT EXISTS) }',
    ],
    ["YAML that is no pattern", '- { when: rows > 0, level: note, say: "a || b && c" }'],
  ])("nothing is said of %s", (_, pattern) => {
    expect(patternTraps(pattern, "x.md")).toEqual([]);
  });
});
