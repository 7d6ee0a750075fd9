import { expect, test } from "vitest";
import { settingsForm } from "./form.ts";

const base = {
  slack: { channel: "C0INCIDENTS" },
  accounts: [{ id: "111122223333", regions: ["eu-central-1"] }],
};
const hours = { from: "08:00", to: "18:00" };

const read = (more: object) => settingsForm.parse({ ...base, ...more });

test("the organisation's zone is UTC unless told, and is known by its own name", () => {
  expect(read({}).zone).toBe("UTC");
  expect(read({ zone: "europe/berlin" }).zone).toBe("Europe/Berlin");
});

test.each(["Europe/Atlantis", "+01:00", "", "Berlin", 1])("%j is refused with what to write", (zone) => {
  const { error } = settingsForm.safeParse({ ...base, zone });
  expect(error?.issues).toEqual([
    expect.objectContaining({ path: ["zone"], message: expect.stringContaining("such as Europe/Berlin") }),
  ]);
});

test("hours without a zone of their own are the organisation's, and others keep theirs", () => {
  const own = { ...hours, timeZone: "Asia/Tokyo" };
  const file = read({
    zone: "Europe/Berlin",
    reminders: { hours },
    ladders: {
      one: [
        { notify: "U0ONCALL", after: "5m", hours },
        { notify: "U0LEAD", after: "5m", hours: own },
        { notify: "S0TEAM", after: "5m" },
      ],
      all: { hours, rungs: [{ notify: "U0ONCALL", after: "5m" }] },
    },
  });
  expect(file.reminders.hours.timeZone).toBe("Europe/Berlin");
  const zones = (name: string) => file.ladders[name]?.rungs.map((rung) => rung.hours?.timeZone);
  expect(zones("one")).toEqual(["Europe/Berlin", "Asia/Tokyo", undefined]);
  expect(zones("all")).toEqual(["Europe/Berlin"]);
  expect(read({}).reminders.hours.timeZone).toBe("UTC");
});
