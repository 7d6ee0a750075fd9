import fc from "fast-check";
import { test } from "vitest";

/**
 * CAIRN_FUZZ_CASES=1000000 tries more, CAIRN_FUZZ_SEED=7 others, CAIRN_FUZZ_SEED=random others each time: the run
 * that decides whether a change may land tries the same ones for everybody. The shares of all parts add up to one.
 */
export const cases = Number(process.env.CAIRN_FUZZ_CASES ?? 100_000);
const asked = process.env.CAIRN_FUZZ_SEED ?? "20260504";
export const seed = asked === "random" ? Math.floor(Math.random() * 2 ** 31) : Number(asked);

/** Parts of all cases, by what they are spent on. */
export const shares = {
  views: 0.17,
  files: 0.15,
  transcript: 0.01,
  terminal: 0.06,
  patterns: 0.1,
  insights: 0.08,
  sql: 0.05,
  shell: 0.12,
  canary: 0.14,
  texts: 0.12,
} as const;

/** A property that is tried on its share of the cases. What fails is shown with the seed that fails again. */
export function fuzz<Value>(
  name: string,
  part: keyof typeof shares,
  values: fc.Arbitrary<Value>,
  check: (value: Value) => void | Promise<void>,
  /** Of the share, where one part has several properties. */
  portion = 1,
): void {
  const numRuns = Math.max(1, Math.round(cases * shares[part] * portion));
  const timeout = 60_000 + numRuns * 20;
  test(`${name} (${numRuns} cases, seed ${seed})`, { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(values, async (value) => check(value)),
      { seed, numRuns, verbose: 0 },
    );
  });
}
