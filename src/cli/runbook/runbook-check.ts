import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Fault, formatFault, RunbookError } from "../../domain/runbook/fault.ts";
import { lintRunbook, lintSharedStep } from "../../domain/runbook/lint-runbook.ts";
import type { Runbook } from "../../domain/runbook/schema.ts";
import { parseSharedStep } from "../../domain/runbook/shared-step.ts";
import { readRunbooks, sharedFiles } from "../../runbook-folder.ts";
import type { CommandContext } from "../command.ts";
import { messageFaults } from "./runbook-messages.ts";

/** Faults with the whole path of their file, so that an editor or a terminal can open it; each once. */
export function readAll(folder: string): { runbooks: Runbook[]; faults: Fault[] } {
  const { runbooks, faults: errors } = readRunbooks(folder);
  const faults = errors.flatMap((error) =>
    error instanceof RunbookError
      ? error.faults.map((fault) => ({ ...fault, file: join(folder, fault.file) }))
      : [{ file: folder, line: 1, message: error.message }],
  );
  return { runbooks, faults: [...new Map(faults.map((fault) => [formatFault(fault), fault])).values()] };
}

/** `cairn runbook check`. Resolves to 1 when a runbook has faults; warnings are told and change nothing. */
export function checkRunbooks(folder: string, context: CommandContext): number {
  const { runbooks, faults } = readAll(folder);
  const now = context.now?.() ?? new Date();
  const warnings = [
    ...runbooks.flatMap((runbook) => [...lintRunbook(runbook, now), ...messageFaults(runbook)]),
    ...sharedFiles(folder).flatMap((name) => lintShared(folder, name, now)),
  ];
  for (const fault of faults) context.stderr(`${formatFault(fault)}\n`);
  for (const { file, line, message } of warnings)
    context.stderr(`${formatFault({ file: join(folder, file), line, message: `warning: ${message}` })}\n`);
  const broken = new Set(faults.map((fault) => fault.file)).size;
  const warned = warnings.length > 0 ? `, ${warnings.length} warnings` : "";
  context.stdout(`${runbooks.length} sound, ${broken} with faults${warned}, in ${folder}.\n`);
  return faults.length > 0 ? 1 : 0;
}

/** A broken one was told of with the runbooks. */
function lintShared(folder: string, name: string, now: Date): Fault[] {
  try {
    return lintSharedStep(parseSharedStep(readFileSync(join(folder, name), "utf8"), name), now);
  } catch (error) {
    if (!(error instanceof RunbookError)) throw error;
    return [];
  }
}
