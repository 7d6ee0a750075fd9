import type { Fault } from "./fault.ts";
import { patternTraps } from "./pattern-traps.ts";
import type { Runbook } from "./schema.ts";
import type { SharedStep } from "./shared-step.ts";

/** What a runbook's owner should look at, though it works. */
export function lintRunbook(runbook: Runbook, now: Date): Fault[] {
  return [...reviewDue(runbook, now), ...patternTraps(runbook.markdown, runbook.file)];
}

/** The same for a step that runbooks share. */
export function lintSharedStep(shared: SharedStep, now: Date): Fault[] {
  return [...reviewDue(shared, now), ...patternTraps(shared.markdown, shared.file)];
}

function reviewDue(
  { reviewed, owner, file, markdown }: Pick<Runbook, "reviewed" | "owner" | "file" | "markdown">,
  now: Date,
): Fault[] {
  const due = new Date(new Date(`${reviewed.date}T00:00:00Z`).getTime() + reviewed.every * 1000);
  if (now <= due) return [];
  const line = markdown.split("\n").findIndex((text) => text.startsWith("reviewed:")) + 1;
  const message = `The review was due on ${due.toISOString().slice(0, 10)}: ${owner} should read it again and change the date.`;
  return [{ file, line, message }];
}
