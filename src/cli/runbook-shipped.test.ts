import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parseRunbook } from "../domain/runbook/parse-runbook.ts";
import { readRunbooks, shippedRunbooks } from "../runbook-folder.ts";
import { compiledText } from "./runbook-compiled.ts";
import { type TestedRunbook, testRunbook } from "./runbook-test.ts";
import { playCase } from "./runbook-test-case.ts";
import { parseRunbookTest } from "./runbook-test-file.ts";

const { runbooks, faults } = readRunbooks(shippedRunbooks);

test("every runbook that comes with Cairn, and every step they share, is sound", () => {
  expect(faults.map((fault) => fault.message)).toEqual([]);
  expect(runbooks.length).toBeGreaterThanOrEqual(13);
});

describe.each(runbooks.map((runbook) => [runbook.id, runbook] as const))("%s", (id, runbook) => {
  let tested: TestedRunbook;
  beforeAll(async () => {
    tested = await testRunbook(runbook, shippedRunbooks, runbooks);
  }, 60_000);

  test("finds what its tests say", () => {
    expect(tested.faults).toEqual([]);
    const wrong = tested.cases.filter((each) => !each.ok);
    expect(wrong.map(({ name, differences }) => ({ name, differences }))).toEqual([]);
  });

  test("asks AWS what was reviewed; after a change: vitest run --project unit src/cli/runbook-shipped -u", async () => {
    const attack = tested.played.find((each) => each.kind === "attack");
    if (!attack?.report) throw new Error(`${id} has no attack that can be played.`);
    await expect(compiledText(attack.report, attack.stage.account)).toMatchFileSnapshot(
      join(shippedRunbooks, "compiled", `${id}.txt`),
    );
  });
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
