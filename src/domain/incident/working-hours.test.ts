import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isWorking, nextWorking, type WorkingHours, weekdays } from "./working-hours.ts";

const office: WorkingHours = {
  timeZone: "Europe/Berlin",
  days: ["mon", "tue", "wed", "thu", "fri"],
  from: "09:00",
  to: "17:00",
};
const night: WorkingHours = { ...office, timeZone: "America/New_York", from: "22:00", to: "06:00" };

const working = (at: string, hours: WorkingHours) => isWorking(new Date(at), hours);
const next = (at: string, hours: WorkingHours) => nextWorking(new Date(at), hours).toISOString();

describe("working hours", () => {
  test("begin at the minute told and end before the one told, on the zone's clock", () => {
    // A Monday in winter: Berlin is an hour ahead of UTC.
    expect(working("2026-01-12T07:59:59Z", office)).toBe(false);
    expect(working("2026-01-12T08:00:00Z", office)).toBe(true);
    expect(working("2026-01-12T15:59:59Z", office)).toBe(true);
    expect(working("2026-01-12T16:00:00Z", office)).toBe(false);
  });

  test("keep to the zone's clock through summer", () => {
    expect(working("2026-07-13T07:00:00Z", office)).toBe(true);
    expect(working("2026-07-13T15:00:00Z", office)).toBe(false);
  });

  test("are not kept on a weekend", () => {
    expect(working("2026-01-10T12:00:00Z", office)).toBe(false);
    expect(next("2026-01-10T12:00:00Z", office)).toBe("2026-01-12T08:00:00.000Z");
  });

  test("that go past midnight belong to the day they begin on", () => {
    // Friday 23:00 and Saturday 05:59 in New York; then Sunday night does not count, Monday's does.
    expect(working("2026-01-10T04:00:00Z", night)).toBe(true);
    expect(working("2026-01-10T10:59:00Z", night)).toBe(true);
    expect(working("2026-01-10T11:00:00Z", night)).toBe(false);
    expect(working("2026-01-12T04:00:00Z", night)).toBe(false);
    expect(next("2026-01-10T11:00:00Z", night)).toBe("2026-01-13T03:00:00.000Z");
  });

  test("may be the whole day, every day", () => {
    const always: WorkingHours = { timeZone: "UTC", days: weekdays, from: "00:00", to: "24:00" };
    expect(working("2026-01-11T23:59:59Z", always)).toBe(true);
    expect(working("2026-01-11T00:00:00Z", always)).toBe(true);
  });
});

describe("the next working time", () => {
  test("is the time itself while people work, to the second", () => {
    expect(next("2026-01-12T08:00:30Z", office)).toBe("2026-01-12T08:00:30.000Z");
  });

  test("is the next morning after work, and Monday after Friday", () => {
    expect(next("2026-01-12T16:00:00Z", office)).toBe("2026-01-13T08:00:00.000Z");
    expect(next("2026-01-16T16:00:01Z", office)).toBe("2026-01-19T08:00:00.000Z");
  });

  test("is right over the nights on which Berlin puts its clock on and back", () => {
    expect(next("2026-03-27T17:00:00Z", office)).toBe("2026-03-30T07:00:00.000Z");
    expect(next("2026-10-23T16:00:00Z", office)).toBe("2026-10-26T08:00:00.000Z");
  });

  test("passes over hours that the clock left out, and finds those it gives twice", () => {
    const sunday = { ...office, days: ["sun"], from: "02:00", to: "03:00" } as const;
    // On 29 March 02:00 to 03:00 does not happen in Berlin.
    expect(next("2026-03-28T12:00:00Z", sunday)).toBe("2026-04-05T00:00:00.000Z");
    // On 25 October it happens twice, with nothing between.
    expect(next("2026-10-24T23:30:00Z", sunday)).toBe("2026-10-25T00:00:00.000Z");
    expect(working("2026-10-25T01:30:00Z", sunday)).toBe(true);
    expect(next("2026-10-25T00:45:00Z", { ...sunday, to: "02:30" })).toBe("2026-10-25T01:00:00.000Z");
  });

  const minuteOfDay = fc.integer({ min: 0, max: 1439 });
  const written = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

  test("is the first minute of work that somebody who looks at the clock every minute would see", () => {
    const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"];
    const at = fc.oneof(
      fc.date({
        noInvalidDate: true,
        min: new Date("2026-03-27T00:00:00Z"),
        max: new Date("2026-04-06T00:00:00Z"),
      }),
      fc.date({
        noInvalidDate: true,
        min: new Date("2026-10-23T00:00:00Z"),
        max: new Date("2026-11-02T00:00:00Z"),
      }),
    );
    const hours = fc
      .record({
        timeZone: fc.constantFrom(...zones),
        days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 5 }),
        from: minuteOfDay.map(written),
        to: minuteOfDay.map(written),
      })
      .filter(({ from, to }) => from !== to);
    fc.assert(
      fc.property(at, hours, (from, kept) => {
        let minute = from.getTime();
        if (!isWorking(from, kept)) {
          minute = Math.ceil(minute / 60_000) * 60_000;
          while (!isWorking(new Date(minute), kept)) minute += 60_000;
        }
        expect(nextWorking(from, kept).getTime()).toBe(minute);
      }),
      { numRuns: 60 },
    );
  });
});
