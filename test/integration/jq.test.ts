import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEvaluation } from "../../src/domain/query/evaluate.ts";
import { compileJq } from "../../src/domain/query/jq.ts";
import { jqText } from "../../src/domain/query/jq-text.ts";
import { type Asked, everyOperator, everyText, questions } from "./equivalence-questions.ts";
import { trailRecords } from "./equivalence-records.ts";

type TrailRecord = Record<string, unknown>;
const hasJq = spawnSync("jq", ["--version"]).status === 0;

/** For each record, for which of the questions jq lets it through. */
function letThrough(records: readonly TrailRecord[], asked: readonly Asked[]): boolean[][] {
  const filters = asked.map(({ query, window }) => `[${compileJq(query, window).filter}] != []`);
  const input = records.map((record) => JSON.stringify(record)).join("\n");
  const out = execFileSync("jq", ["-c", `[${filters.join(", ")}]`], { input, encoding: "utf8" });
  return out
    .trim()
    .split("\n")
    .map((line): boolean[] => JSON.parse(line));
}

function isWanted({ query, window }: Asked, record: TrailRecord): boolean {
  return createEvaluation(query, window).add(record) === "matched";
}

describe.skipIf(!hasJq)("jq lets through what a question asks for", () => {
  const generated = fc.sample(questions, { seed: 7, numRuns: 300 });
  const all = [...everyOperator(), ...everyText(), ...generated];
  const each = 150;
  const trails = fc.sample(trailRecords, { seed: 11, numRuns: Math.ceil(all.length / each) });

  test(`all of it, and nothing else when it claims so: ${all.length} questions`, { timeout: 120_000 }, () => {
    let [exact, found] = [0, 0];
    for (const [at, records] of trails.entries()) {
      const asked = all.filter((_, index) => index % trails.length === at);
      const seen = letThrough(records, asked);
      for (const [index, one] of asked.entries()) {
        const { filter, left } = compileJq(one.query, one.window);
        if (left.length === 0) exact += 1;
        for (const [row, record] of records.entries()) {
          const wanted = isWanted(one, record);
          if (wanted) found += 1;
          const about = `${filter}\n${JSON.stringify(record)}`;
          if (wanted || left.length === 0) expect(seen[row]?.[index], about).toBe(wanted);
        }
      }
    }
    expect(exact).toBeGreaterThan(all.length / 2);
    expect(found).toBeGreaterThan(all.length);
  });

  test("a text is read back by jq as it was, whatever it holds", () => {
    const hostile = fc.array(fc.string({ unit: "grapheme-composite" }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(hostile, (texts) => {
        const out = execFileSync("jq", ["-nc", `[${texts.map(jqText).join(", ")}]`], { encoding: "utf8" });
        expect(JSON.parse(out)).toEqual(texts);
        expect(texts.map(jqText).join("")).toMatch(/^[\x20-\x7e]*$/);
      }),
      { numRuns: 10 },
    );
  });
});
