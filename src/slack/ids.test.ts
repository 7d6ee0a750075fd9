import { expect, test } from "vitest";
import { ConflictError } from "../domain/errors.ts";
import { actionIds, encodeRef, parseRef, viewIds } from "./ids.ts";

const incidentId = "8a1d6b0e-6f0a-4a7e-9d3c-2f8f0f5f9a11";

test("a button brings back what it was made with", () => {
  const ref = { incidentId, stepId: "who", version: 3, value: "not-mine" };
  expect(parseRef(encodeRef(ref))).toMatchObject(ref);
});

test("an option's value stays within Slack's 75 characters", () => {
  expect(encodeRef({ incidentId }).length).toBeLessThanOrEqual(75);
});

test.each([
  ["nothing", undefined],
  ["no JSON", "who"],
  ["another version", JSON.stringify({ v: 2, i: incidentId })],
  ["a field nobody knows", JSON.stringify({ v: 1, i: incidentId, q: 1 })],
  ["a wrong type", JSON.stringify({ v: 1, i: 7 })],
  ["a list", "[]"],
])("%s is an old button, and the person is told so", (_, text) => {
  expect(() => parseRef(text)).toThrow(ConflictError);
  expect(() => parseRef(text)).toThrow(/newest message/);
});

test("every id is its own", () => {
  const all = [...Object.values(actionIds), ...Object.values(viewIds)];
  expect(new Set(all).size).toBe(all.length);
  expect(all.every((id) => id.startsWith("cairn.") && id.length <= 255)).toBe(true);
});
