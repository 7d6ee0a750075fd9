import { expect, test } from "vitest";
import { workingHoursForm } from "./hours.ts";
import { remindersForm, resolveForm, routeResolveForm } from "./tending.ts";

test("without a word in cairn.yml quiet incidents are proposed to be resolved, and reminders are on", () => {
  expect(resolveForm.parse({})).toEqual({ when: "quiet", after: 900, do: "propose" });
  expect(remindersForm.parse({})).toEqual({
    ...{ off: false, stale: 1_800, noCommander: 900, followUps: 259_200 },
    hours: { days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "17:00" },
  });
  // A route changes what it names and nothing else.
  expect(routeResolveForm.parse({ do: "resolve" })).toEqual({ do: "resolve" });
});

test.each([
  [{ timeZone: "Europe/Atlantis" }, /time zone such as Europe\/Berlin/],
  [{ days: [] }, /at least one day/],
  [{ days: ["monday"] }, /must be some of mon, tue/],
  [{ from: "9:00" }, /00:00 to 23:59/],
  // YAML reads 17:00 without quotes as a number.
  [{ to: 1_020 }, /in quotes/],
  [{ to: "24:30" }, /00:00 to 24:00/],
  [{ from: "08:00", to: "08:00" }, /the same/],
])("working hours of %j are refused with what to write", (hours, why) => {
  expect(() => workingHoursForm.parse(hours)).toThrow(why);
});

test("hours may go past midnight, or be the whole day", () => {
  expect(workingHoursForm.parse({ from: "22:00", to: "06:00" })).toMatchObject({ from: "22:00" });
  expect(workingHoursForm.parse({ from: "00:00", to: "24:00" })).toMatchObject({ to: "24:00" });
});
