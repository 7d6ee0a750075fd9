import { describe, expect, test } from "vitest";
import * as record from "../../../test/fixtures/slack/record.ts";
import { ConflictError } from "../errors.ts";
import {
  markAcknowledged,
  markCommander,
  markReopened,
  markResolved,
  markSeverity,
  markSnoozed,
  parseShortId,
  shortId,
} from "./incident.ts";

const { at } = record;
const by = { kind: "responder", id: "U0RESPONDER", name: "responder" } as const;
const open = record.incident();
const acknowledged = markAcknowledged(open, by, at);
const resolved = markResolved(acknowledged, "Key rotated", at);

describe("an incident", () => {
  test("is acknowledged once, and keeps by whom and when", () => {
    expect(acknowledged).toMatchObject({ state: "acknowledged", acknowledgedBy: by, acknowledgedAt: at });
    expect(() => markAcknowledged(acknowledged, by, at)).toThrow("already acknowledged by responder");
  });

  test("is resolved from either state, with its resolution", () => {
    expect(resolved).toMatchObject({ state: "resolved", resolvedAt: at, resolution: "Key rotated" });
    expect(markResolved(open, null, at)).toMatchObject({ state: "resolved", resolution: null });
  });

  test("that is resolved takes no change until it is reopened", () => {
    const changes = [
      () => markAcknowledged(resolved, by, at),
      () => markCommander(resolved, { id: "U0LEAD", name: "lead" }),
      () => markSeverity(resolved, "P1"),
      () => markResolved(resolved, null, at),
    ];
    for (const change of changes) expect(change).toThrow("INC-42 is already resolved. Reopen it to go on.");
  });

  test("that is reopened waits to be acknowledged anew, and keeps its commander", () => {
    const commanded = { ...resolved, commander: { id: "U0LEAD", name: "lead" } };
    expect(markReopened(commanded)).toMatchObject({
      ...{ state: "open", acknowledgedAt: null, acknowledgedBy: null, resolvedAt: null, resolution: null },
      commander: { id: "U0LEAD" },
    });
    expect(() => markReopened(open)).toThrow(ConflictError);
  });

  test("takes a commander or a severity that is new, and says when it is not", () => {
    const commanded = markCommander(open, { id: "U0LEAD", name: "lead" });
    expect(commanded.commander).toEqual({ id: "U0LEAD", name: "lead" });
    expect(() => markCommander(commanded, { id: "U0LEAD", name: "lead" })).toThrow(
      "lead already has command of INC-42",
    );
    expect(markSeverity(open, "P4").severity).toBe("P4");
    expect(() => markSeverity(open, "P2")).toThrow("INC-42 is already P2.");
  });

  test("is snoozed for a while with a reason, a week at most, and resolving it ends that", () => {
    const until = (hours: number) => ({
      until: new Date(at.getTime() + hours * 3_600_000),
      by,
      reason: "Known",
    });
    const snoozed = markSnoozed(open, until(1), at);
    expect(snoozed.snoozed).toEqual(until(1));
    expect(markResolved(snoozed, null, at).snoozed).toBeNull();
    expect(() => markSnoozed(open, until(0), at)).toThrow("must lie ahead");
    expect(() => markSnoozed(open, until(24 * 8), at)).toThrow("A week is the longest");
    expect(() => markSnoozed(resolved, until(1), at)).toThrow("already resolved");
  });

  test("is never changed in place", () => {
    const frozen = Object.freeze(record.incident());
    markAcknowledged(frozen, by, at);
    markSeverity(frozen, "P1");
    markResolved(frozen, null, at);
    expect(frozen).toEqual(record.incident());
  });
});

test.each([
  ["INC-42", 42],
  [" inc-7 ", 7],
  ["42", 42],
  ["inc42", 42],
  ["INC-", undefined],
  ["INC-4x", undefined],
  ["INC-1234567890", undefined],
  ["-1", undefined],
  ["", undefined],
])("the short id %j is %j", (text, number) => {
  expect(parseShortId(text)).toBe(number);
});

test("the short id is what people say", () => {
  expect(shortId({ number: 42 })).toBe("INC-42");
});
