import type { RunbookShelf } from "../flows/ports.ts";
import type { Log } from "../log.ts";
import { readRunbooks } from "../runbook-folder.ts";

/** The runbooks of a folder, read once; what is wrong with one that is left out goes to the log. */
export function runbookShelf(folder: string, log: Log): RunbookShelf {
  const { runbooks, faults, broken } = readRunbooks(folder);
  for (const fault of faults) log.error({ fault: fault.message }, "a runbook is broken and left out");
  const byId = new Map(runbooks.map((runbook) => [runbook.id, runbook]));
  return { all: () => runbooks, byId: (id) => byId.get(id), broken: () => broken };
}
