import { describe, expect, test } from "vitest";
import { readRunbooks, shippedRunbooks } from "../runbook-folder.ts";
import { testRunbook } from "./runbook-test.ts";

const { runbooks, faults } = readRunbooks(shippedRunbooks);

test("every runbook that comes with Cairn, and every step they share, is sound", () => {
  expect(faults.map((fault) => fault.message)).toEqual([]);
  expect(runbooks.length).toBeGreaterThanOrEqual(13);
});

describe("the runbooks that come with Cairn find what their tests say", () => {
  test.each(runbooks.map((runbook) => [runbook.id, runbook] as const))(
    "%s",
    async (_, runbook) => {
      const { faults, cases } = await testRunbook(runbook, shippedRunbooks, runbooks);
      expect(faults).toEqual([]);
      expect(
        cases.filter((each) => !each.ok).map(({ name, differences }) => ({ name, differences })),
      ).toEqual([]);
    },
    30_000,
  );
});
