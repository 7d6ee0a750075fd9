import { describe, expect, test } from "vitest";
import { finish, runbookWith } from "../../../test/fixtures/runbooks/runbook-with.ts";
import { type Facts, factsFromIncident } from "./facts.ts";
import { resolveInputs } from "./inputs.ts";

const now = new Date("2026-11-20T03:00:00Z");
const incident = factsFromIncident({ start: new Date("2026-11-20T02:00:00Z") }, { office: ["192.0.2.0/24"] });
const alarm: Facts = {
  ...incident,
  "alarm.contributor.userIdentity.accessKeyId": { value: "AKIAIOSFODNN7EXAMPLE", from: "alarm" },
};

const runbook = runbookWith(
  finish,
  `inputs:
  key: { type: access-key-id, from: alarm.contributor.userIdentity.accessKeyId, ask: Which access key? }
  window: { type: window, default: 24h before incident.start until now, max: 2d }
  trusted: { type: list, of: cidr, from: lists.office, default: [], max: 3 }
  kind: { type: enum, values: [human, program], default: human }
`,
);
const value = (resolved: ReturnType<typeof resolveInputs>, name: string) => resolved.values[name]?.value;

test("an alarm and the settings fill in what they know, defaults the rest", () => {
  const resolved = resolveInputs(runbook, { facts: alarm, now });
  expect(resolved.missing).toEqual([]);
  expect(resolved.values).toEqual({
    key: { value: "AKIAIOSFODNN7EXAMPLE", from: "alarm" },
    window: { value: { from: new Date("2026-11-19T02:00:00Z"), to: now, open: true }, from: "default" },
    trusted: { value: ["192.0.2.0/24"], from: "setting" },
    kind: { value: "human", from: "default" },
  });
});

test("what nobody knows is missing, with the question to ask", () => {
  const { missing, values } = resolveInputs(runbook, { facts: incident, now });
  expect(missing).toMatchObject([{ name: "key", ask: "Which access key?" }]);
  expect(Object.keys(values)).toEqual(["window", "trusted", "kind"]);
});

test("an alarm's value of the wrong type is not taken, and the reason is told", () => {
  const odd = { ...incident, "alarm.contributor.userIdentity.accessKeyId": { value: "-", from: "alarm" } };
  expect(resolveInputs(runbook, { facts: odd, now }).missing[0]?.why).toContain("is not an access key id");
});

test("what a person gives comes before the alarm and the default", () => {
  const given = {
    key: " AKIAI44QH8DHBEXAMPLE ",
    window: "last 6h",
    trusted: "198.51.100.0/24, 203.0.113.0/24",
  };
  const resolved = resolveInputs(runbook, { facts: alarm, given, now });
  expect(resolved.values.key).toEqual({ value: "AKIAI44QH8DHBEXAMPLE", from: "input" });
  expect(value(resolved, "window")).toEqual({ from: new Date("2026-11-19T21:00:00Z"), to: now, open: true });
  expect(value(resolved, "trusted")).toEqual(["198.51.100.0/24", "203.0.113.0/24"]);
});

describe("what a person gives wrongly is refused, field by field", () => {
  test.each([
    ["key", "root", "is not an access key id"],
    ["key", 'AKIA" || true', "is not an access key id"],
    ["window", "last 3d", "longer than the 2d that are allowed"],
    ["window", "yesterday", 'write "last 24h"'],
    ["window", "2026-11-20 until 2026-11-19", "before it begins"],
    ["trusted", "192.0.2.0/24,somewhere", '"somewhere" is not a network'],
    ["trusted", "192.0.2.0/24 192.0.2.0/25 192.0.2.0/26 192.0.2.0/27", "at most 3"],
    ["kind", "robot", "must be one of human, program"],
    ["colour", "red", "There is no input"],
  ])("%s = %s", (name, text, words) => {
    const { faults, missing } = resolveInputs(runbook, { facts: alarm, given: { [name]: text }, now });
    expect(faults).toEqual([{ name, message: expect.stringContaining(words) }]);
    expect(missing).toEqual([]);
  });
});

test("a default window that had to be cut is told", () => {
  const old = factsFromIncident({ start: new Date("2026-11-01T00:00:00Z") });
  const { notes, values } = resolveInputs(runbook, { facts: { ...alarm, ...old }, now });
  expect(notes).toEqual([expect.stringContaining("cut to 2d")]);
  expect(values.window?.value).toMatchObject({ to: new Date("2026-11-02T00:00:00Z") });
});
