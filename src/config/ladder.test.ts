import { expect, test } from "vitest";
import { ladderForm } from "./ladder.ts";

const told = (value: unknown) =>
  ladderForm.safeParse(value).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];

test("a ladder is a list of rungs, or that with what holds for all of them", () => {
  expect(ladderForm.parse([{ notify: "U0ONCALL", after: "5m" }])).toEqual({
    from: "P4",
    rungs: [{ notify: ["U0ONCALL"], afterSeconds: 300, outside: "skip" }],
  });
  const hours = { timeZone: "Europe/Berlin", days: ["mon"], from: "09:00", to: "17:00" };
  const night = { ...hours, from: "17:00", to: "09:00" };
  expect(
    ladderForm.parse({
      ...{ from: "P2", hours, outside: "wait" },
      rungs: [
        { notify: ["U0ONCALL", "S0TEAM"], after: "1h" },
        { notify: "C0LEADS", after: "90s", hours: night, outside: "skip" },
      ],
    }),
  ).toEqual({
    from: "P2",
    rungs: [
      { notify: ["U0ONCALL", "S0TEAM"], afterSeconds: 3_600, hours, outside: "wait" },
      { notify: ["C0LEADS"], afterSeconds: 90, hours: night, outside: "skip" },
    ],
  });
});

test("every fault is told, at the rung where it is", () => {
  expect(told([])).toEqual([": has no rung"]);
  const faulty = [
    { notify: "@oncall", after: "5m" },
    { notify: [], after: "soon" },
    { notify: "U0ONCALL", after: "3d" },
    { notify: "U0ONCALL", after: "5m", outside: "never", colour: "red" },
  ];
  const faults = told(faulty);
  expect(faults).toEqual([
    expect.stringMatching(/^0\.notify\.0: must be the id of a person/),
    "1.notify: calls nobody",
    "1.after: must be a duration such as 30m or 2h",
    "2.after: must be a day at most",
    "3.outside: must be skip or wait",
    expect.stringMatching(/^3: .*colour/),
  ]);
  expect(told({ from: "P9", rungs: faulty.slice(0, 1) })).toEqual([
    "from: must be one of P1, P2, P3, P4",
    expect.stringMatching(/^rungs\.0\.notify\.0/),
  ]);
  expect(told("U0ONCALL")).toHaveLength(1);
});
