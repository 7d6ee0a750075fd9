import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../domain/errors.ts";
import type { Runbook } from "../../domain/runbook/schema.ts";
import { visible } from "../../domain/text/visible.ts";
import type { CommandContext } from "../command.ts";
import { type PlayedCase, playCase } from "./runbook-test-case.ts";
import { parseRunbookTest } from "./runbook-test-file.ts";

/** What came of the tests of one runbook. */
export interface TestedRunbook {
  id: string;
  /** Why there is nothing to run, or what the tests lack. */
  faults: string[];
  cases: { name: string; kind: string; ok: boolean; differences: string[]; milliseconds: number }[];
  played: PlayedCase[];
}

export const testFileOf = (folder: string, id: string): string => join(folder, `${id}.test.yml`);

/** Every case of a runbook's test file, played without Slack and AWS. */
export async function testRunbook(
  runbook: Runbook,
  folder: string,
  all: readonly Runbook[],
): Promise<TestedRunbook> {
  const tested: TestedRunbook = { id: runbook.id, faults: [], cases: [], played: [] };
  const file = testFileOf(folder, runbook.id);
  if (!existsSync(file)) {
    tested.faults.push(`${file} is missing: write at least an attack, a benign and a hostile case.`);
    return tested;
  }
  try {
    const cases = parseRunbookTest(readFileSync(file, "utf8"), file);
    for (const kind of ["attack", "benign", "hostile"] as const)
      if (!cases.some((each) => each.kind === kind))
        tested.faults.push(`${file} has no case of kind ${kind}.`);
    for (const each of cases) {
      const before = performance.now();
      const played = await playCase(runbook, each, all);
      tested.played.push(played);
      tested.cases.push({
        name: played.name,
        kind: played.kind,
        ok: played.differences.length === 0,
        differences: played.differences,
        milliseconds: Math.round(performance.now() - before),
      });
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    tested.faults.push(error.message);
  }
  return tested;
}

export const isGreen = ({ faults, cases }: TestedRunbook): boolean =>
  faults.length === 0 && cases.every((each) => each.ok);

/** `cairn runbook test`. Resolves to 0 when every case is as expected, else 1. */
export async function runRunbookTests(
  runbooks: readonly Runbook[],
  { folder, all, json }: { folder: string; all: readonly Runbook[]; json: boolean },
  context: CommandContext,
): Promise<number> {
  const tested: TestedRunbook[] = [];
  for (const runbook of runbooks) {
    const one = await testRunbook(runbook, folder, all);
    tested.push(one);
    if (!json) context.stdout(linesOf(one));
  }
  const cases = tested.flatMap((each) => each.cases);
  const failed = cases.filter((each) => !each.ok).length;
  if (json) {
    const shown = tested.map(({ played: _, ...rest }) => rest);
    context.stdout(`${JSON.stringify({ runbooks: shown, ok: tested.every(isGreen) }, undefined, 2)}\n`);
  } else
    context.stdout(
      `${cases.length - failed} of ${cases.length} cases of ${tested.length} runbooks as expected.\n`,
    );
  return tested.every(isGreen) ? 0 : 1;
}

function linesOf({ id, faults, cases }: TestedRunbook): string {
  const lines = [
    id,
    ...faults.map((fault) => `  FAULT ${fault}`),
    ...cases.flatMap(({ name, kind, ok, differences, milliseconds }) => [
      `  ${ok ? "ok    " : "FAILED"} ${name} (${kind}, ${milliseconds} ms)`,
      ...differences.flatMap((difference) => difference.split("\n").map((line) => `         ${line}`)),
    ]),
  ];
  return `${lines.map((line) => visible(line, 1_500)).join("\n")}\n`;
}
