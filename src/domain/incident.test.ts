import { describe, expect, test } from "vitest";
import * as record from "../../test/fixtures/slack/record.ts";
import { ConflictError } from "./errors.ts";
import {
  alarmKey,
  applyTransition,
  markAcknowledged,
  markCommander,
  markReopened,
  markResolved,
  markSeverity,
  parseShortId,
  shortId,
} from "./incident.ts";

const { alarm, at } = record;
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

  test("is never changed in place", () => {
    const frozen = Object.freeze(record.incident());
    markAcknowledged(frozen, by, at);
    markSeverity(frozen, "P1");
    markResolved(frozen, null, at);
    expect(frozen).toEqual(record.incident());
  });
});

describe("a transition", () => {
  const later = (seconds: number) => new Date(at.getTime() + seconds * 1_000);
  const status = (incident: typeof open, of = alarm()) => incident.alarms[alarmKey(of)];

  test("that is newer is applied, and each time in ALARM is counted", () => {
    const calm = applyTransition(open, alarm({ state: "OK", at: later(60) }));
    expect(calm.late).toBe(false);
    expect(status(calm.incident)).toMatchObject({ state: "OK", count: 1 });
    const again = applyTransition(calm.incident, alarm({ at: later(120) }));
    expect(status(again.incident)).toMatchObject({ state: "ALARM", count: 2, at: later(120) });
  });

  test("that is older changes nothing", () => {
    const { incident, late } = applyTransition(open, alarm({ state: "OK", at: later(-1) }));
    expect(late).toBe(true);
    expect(incident).toBe(open);
  });

  test("of the same moment counts when it is ALARM, and does not when it is OK", () => {
    expect(applyTransition(open, alarm({ state: "OK" })).late).toBe(true);
    const calm = applyTransition(open, alarm({ state: "OK", at: later(1) })).incident;
    expect(status(applyTransition(calm, alarm({ at: later(1) })).incident)).toMatchObject({ state: "ALARM" });
  });

  test("of one contributor leaves the others as they were", () => {
    const one = alarm({ contributor: { id: "c1", attributes: {} } });
    const two = alarm({ contributor: { id: "c2", attributes: {} }, state: "OK" });
    const { incident } = applyTransition(applyTransition(open, one).incident, two);
    expect(status(incident, one)).toMatchObject({ state: "ALARM" });
    expect(status(incident, two)).toMatchObject({ state: "OK", count: 0 });
    expect(status(incident)).toMatchObject({ state: "ALARM", count: 1 });
  });
});

test.each([
  ["INC-42", 42],
  [" inc-7 ", 7],
  ["42", 42],
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
