import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseRunbook } from "../domain/runbook/parse-runbook.ts";
import { readRunbooks, shippedRunbooks } from "../runbook-folder.ts";
import { testRunbook } from "./runbook-test.ts";
import { playCase } from "./runbook-test-case.ts";
import { parseRunbookTest } from "./runbook-test-file.ts";

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

test("the example test of the README plays on the README's example", async () => {
  const readme = readFileSync(join(shippedRunbooks, "README.md"), "utf8");
  const [, example = ""] = /````md\n(---[\s\S]*?)\n````/.exec(readme) ?? [];
  const [, cases = ""] = /```yaml\n(cases:[\s\S]*?)\n```/.exec(readme) ?? [];
  const runbook = parseRunbook(example, "bucket-opened.md");
  const [only] = parseRunbookTest(cases, "bucket-opened.test.yml");
  if (!only) throw new Error("The README has no case.");
  expect((await playCase(runbook, only, [runbook])).differences).toEqual([]);
});
