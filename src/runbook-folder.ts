import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { InputError } from "./domain/errors.ts";
import { type BrokenRunbook, whyBroken } from "./domain/runbook/broken-runbook.ts";
import { RunbookError } from "./domain/runbook/fault.ts";
import { parseRunbook } from "./domain/runbook/parse-runbook.ts";
import type { Runbook } from "./domain/runbook/schema.ts";
import { parseSharedStep } from "./domain/runbook/shared-step.ts";

/** The runbooks that came with Cairn. */
export const shippedRunbooks = join(import.meta.dirname, "../runbooks");

/** Reads every runbook of a folder. A broken one is left out; `faults` says what is wrong with it, with file and line. */
export function readRunbooks(folder: string): {
  runbooks: Runbook[];
  faults: InputError[];
  broken: BrokenRunbook[];
} {
  const runbooks: Runbook[] = [];
  const faults: InputError[] = [];
  const broken: BrokenRunbook[] = [];
  const attempt = (name: string, read: () => void): void => {
    try {
      read();
    } catch (error) {
      const fault =
        error instanceof InputError
          ? error
          : new InputError(`${name}: cannot be read. ${String(error)}`, { cause: error });
      faults.push(fault);
      broken.push({
        file: name,
        why: fault instanceof RunbookError ? whyBroken(fault.faults) : fault.message,
      });
    }
  };
  const shelf = new Map<string, string>();
  for (const name of sharedFiles(folder))
    attempt(name, () => {
      const text = readFileSync(join(folder, name), "utf8");
      shelf.set(name.replace(/\.md$/, ""), text);
      // One that no runbook uses yet is checked too.
      parseSharedStep(text, name);
    });
  const texts = new Map<string, string>();
  for (const name of runbookFiles(folder))
    attempt(name, () => texts.set(name, readFileSync(join(folder, name), "utf8")));
  // Runbooks may run each other.
  for (const [name, text] of texts) shelf.set(name.replace(/\.md$/, ""), text);
  for (const [name, text] of texts) attempt(name, () => runbooks.push(parseRunbook(text, name, shelf)));
  return { runbooks, faults, broken };
}

/** Files of the steps that runbooks share: `shared/doors.md`. */
export function sharedFiles(folder: string): string[] {
  const shared = join(folder, "shared");
  if (!existsSync(shared)) return [];
  return readdirSync(shared)
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => `shared/${name}`);
}

/** Names of the runbooks' files, broken ones too. */
export function runbookFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".md") && basename(name).toLowerCase() !== "readme.md")
      .sort();
  } catch (cause) {
    throw new InputError(
      `The folder ${folder} cannot be read. Set \`runbooks\` in cairn.yml to a folder of runbooks.`,
      {
        cause,
      },
    );
  }
}
