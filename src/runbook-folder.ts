import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { InputError } from "./domain/errors.ts";
import { parseRunbook } from "./domain/runbook/parse-runbook.ts";
import type { Runbook } from "./domain/runbook/schema.ts";
import { parseSharedStep } from "./domain/runbook/shared-step.ts";

/** The runbooks that came with Cairn. */
export const shippedRunbooks = join(import.meta.dirname, "../runbooks");

/** Reads every runbook of a folder. A broken one is left out; `faults` says what is wrong with it, with file and line. */
export function readRunbooks(folder: string): { runbooks: Runbook[]; faults: InputError[] } {
  const runbooks: Runbook[] = [];
  const faults: InputError[] = [];
  const attempt = (name: string, read: () => void): void => {
    try {
      read();
    } catch (error) {
      if (error instanceof InputError) faults.push(error);
      else faults.push(new InputError(`${name}: cannot be read. ${String(error)}`, { cause: error }));
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
  for (const name of runbookFiles(folder))
    attempt(name, () => runbooks.push(parseRunbook(readFileSync(join(folder, name), "utf8"), name, shelf)));
  return { runbooks, faults };
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
