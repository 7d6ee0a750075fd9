import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alarm, at } from "../../../test/fixtures/slack/record.ts";
import type { Alarm, AlarmState } from "./alarm.ts";
import {
  type AlarmCounts,
  type AlarmStatus,
  applyTransition,
  countTransition,
  isWorthTelling,
  noAlarms,
} from "./alarm-status.ts";

const later = (seconds: number) => new Date(at.getTime() + seconds * 1_000);
const { status: firing } = applyTransition(undefined, alarm(), "P2");

describe("a transition", () => {
  test("that is newer is applied, and each time in ALARM is counted", () => {
    const calm = applyTransition(firing, alarm({ state: "OK", at: later(60) }), "P2");
    expect(calm).toMatchObject({ late: false, status: { state: "OK", count: 1, transitions: 2 } });
    const again = applyTransition(calm.status, alarm({ at: later(120) }), "P2");
    expect(again.status).toMatchObject({ state: "ALARM", count: 2, at: later(120) });
  });

  test("that is older is counted and changes nothing", () => {
    const { status, late } = applyTransition(firing, alarm({ state: "OK", at: later(-1) }), "P2");
    expect(late).toBe(true);
    expect(status).toEqual({ ...firing, transitions: 2 });
  });

  test("of the same moment counts when it is ALARM, and does not when it is OK", () => {
    expect(applyTransition(firing, alarm({ state: "OK" }), "P2").late).toBe(true);
    const calm = applyTransition(firing, alarm({ state: "OK", at: later(1) }), "P2").status;
    expect(applyTransition(calm, alarm({ at: later(1) }), "P2").status).toMatchObject({ state: "ALARM" });
  });

  test("sequence ends in the same state and counts in whatever order it comes", () => {
    const states = fc.array(
      fc.record({
        state: fc.constantFrom<AlarmState>("OK", "ALARM", "INSUFFICIENT_DATA"),
        second: fc.nat(20),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(
        states.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          const last = Math.max(...all.map(({ second }) => second));
          const atLast = all.filter(({ second }) => second === last).map(({ state }) => state);
          const { status, counts } = fold(
            shuffled.map(({ state, second }) => alarm({ state, at: later(second) })),
          );
          expect(status?.at).toEqual(later(last));
          if (atLast.includes("ALARM")) expect(status?.state).toBe("ALARM");
          else expect(atLast).toContain(status?.state);
          expect(counts).toMatchObject({
            ...{ alarms: 1, transitions: all.length, firing: status?.state === "ALARM" ? 1 : 0 },
          });
        },
      ),
    );
  });
});

function fold(all: readonly Alarm[]): { status: AlarmStatus | undefined; counts: AlarmCounts } {
  let status: AlarmStatus | undefined;
  let counts = noAlarms;
  for (const one of all) {
    const next = applyTransition(status, one, "P3").status;
    counts = countTransition(counts, status, next);
    status = next;
  }
  return { status, counts };
}

test("the thread hears of the first alarms and changes, and stays calm from then on", () => {
  const few = { ...noAlarms, alarms: 2 };
  expect(isWorthTelling(few, { ...firing, transitions: 3 })).toBe(true);
  expect(isWorthTelling(few, { ...firing, transitions: 40 })).toBe(false);
  expect(isWorthTelling({ ...few, alarms: 400 }, firing)).toBe(false);
});
