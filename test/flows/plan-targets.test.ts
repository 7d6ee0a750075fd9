import { describe, expect, test } from "vitest";
import { InputError } from "../../src/domain/errors.ts";
import type { Query, QueryEngineName } from "../../src/domain/query/query.ts";
import type { QueryEngine } from "../../src/flows/ports.ts";
import { planTargets, type ToPlan } from "../../src/flows/runs/plan-targets.ts";
import { fakeWorld } from "../fakes/world.ts";

const query: Query = { from: "cloudtrail", where: { all: [] }, measure: [], limit: 100, services: "hide" };
const window = { from: new Date("2026-11-14T01:00:00Z"), to: new Date("2026-11-14T02:00:00Z") };
const [prod, audit, build] = ["111122223333", "444455556666", "777788889999"];

const engine = (name: QueryEngineName, seconds: number | string): QueryEngine => ({
  name,
  plan() {
    if (typeof seconds === "string") throw new InputError(seconds);
    return {
      engine: name,
      pushedDown: [],
      checkedHere: [],
      estimate: { seconds, calls: 2 },
      command: `ask ${name}`,
    };
  },
  ask: () => Promise.reject(new Error("not asked here")),
});

const engines: Record<string, QueryEngine[]> = {
  [prod]: [engine("event-history", 60), engine("log-group", 5)],
  [audit]: [engine("event-history", 20)],
  [build]: [engine("event-history", "The window is too old.")],
};

function plan(asked: Partial<ToPlan> = {}, alarm: { account: string } | null = null) {
  const { ports } = fakeWorld({
    accounts: [
      { id: prod, name: "prod", regions: ["eu-central-1"] },
      { id: audit, name: "audit", regions: ["eu-west-1"] },
      { id: build, regions: ["eu-west-1"] },
    ],
  });
  const needs = { ...ports, enginesFor: (account: string) => engines[account] ?? [] };
  return planTargets(needs, { alarm } as never, { query, window, askedBy: { name: "responder" }, ...asked });
}

describe("without an account that is named", () => {
  test("the alarm's own is asked", () => {
    expect(plan({}, { account: audit }).targets).toMatchObject([{ account: audit, engine: "event-history" }]);
  });

  test("the first one is asked where the alarm's is not configured, or there is none", () => {
    expect(plan().targets).toEqual([{ account: prod, regions: ["eu-central-1"], engine: "log-group" }]);
    expect(plan({}, { account: "000000000000" }).targets).toMatchObject([{ account: prod }]);
  });
});

test("each account is asked by its own best engine; one that nobody can ask stays in as missing", () => {
  const { targets, plan: whole } = plan({ accounts: "all" }, { account: audit });
  expect(targets).toEqual([
    { account: audit, regions: ["eu-west-1"], engine: "event-history" },
    { account: prod, regions: ["eu-central-1"], engine: "log-group" },
    {
      account: build,
      regions: ["eu-west-1"],
      engine: null,
      refused: expect.stringContaining("The window is too old."),
    },
  ]);
  // Side by side: the longest counts, calls add up.
  expect(whole).toMatchObject({ engine: "event-history", estimate: { seconds: 20, calls: 4 } });
  expect(whole.why).toMatch(/^3 accounts side by side, about 20 s in all\./);
  expect(whole.command).toBe("ask event-history\nask log-group");
});

test("accounts go by name or id, and an unknown one is named with those there are", () => {
  expect(plan({ accounts: ["audit", prod] }).targets.map(({ account }) => account)).toEqual([prod, audit]);
  expect(() => plan({ accounts: ["dev"] })).toThrow(
    'There is no account "dev". There is prod, audit, 777788889999, or all.',
  );
});

describe("an engine that", () => {
  test("a step prefers is asked where an account has it", () => {
    const { targets } = plan({ accounts: ["prod", "audit"], engine: "log-group" });
    expect(targets.map((target) => target.engine)).toEqual(["log-group", "event-history"]);
  });

  test("somebody chose is asked though another is quicker", () => {
    expect(plan({ chosen: "event-history" }).targets).toMatchObject([{ engine: "event-history" }]);
  });

  test("somebody chose and that is not there is refused beside its field, unless another account has it", () => {
    expect(() => plan({ chosen: "athena" })).toThrow(
      "This account has no athena: it is not set up in cairn.yml.",
    );
    const { targets } = plan({ accounts: ["prod", "audit"], chosen: "log-group" });
    expect(targets).toMatchObject([{ engine: "log-group" }, { engine: null, refused: expect.any(String) }]);
    try {
      plan({ chosen: "athena" });
    } catch (error) {
      expect(error instanceof InputError && error.fields).toHaveProperty("engine");
    }
  });
});
