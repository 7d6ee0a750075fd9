import { formatDuration } from "../duration.ts";
import { lagMinutes } from "../query/completeness.ts";
import type { Fault } from "./fault.ts";
import { patternTraps } from "./pattern-traps.ts";
import type { Runbook, Step } from "./schema.ts";
import type { SharedStep } from "./shared-step.ts";

/** What a runbook's owner should look at, though it works. */
export function lintRunbook(runbook: Runbook, now: Date): Fault[] {
  return [
    ...reviewDue(runbook, now),
    ...patternTraps(runbook.markdown, runbook.file),
    ...runbook.steps.flatMap((step) => gapsBetweenRounds(step, runbook.file)),
  ];
}

/** The longest that any engine's source takes to tell of a call, as far as is usual. */
const longestLag = Math.max(...Object.values(lagMinutes)) * 60;

/** Every minute should be looked at once more after its calls have been told of. */
function gapsBetweenRounds(step: Step, file: string): Fault[] {
  if (step.kind !== "repeat" || "fact" in step.window) return [];
  const { from, to } = step.window;
  if (from.anchor !== "now" || to.anchor !== "now") return [];
  const long = to.offsetSeconds - from.offsetSeconds;
  const needed = step.every + longestLag;
  if (long >= needed) return [];
  const message = `A call that is told of late would fall between two rounds of "${step.id}": make its window ${formatDuration(needed)} long at least (every, and ${formatDuration(longestLag)} until CloudTrail has told of a call).`;
  return [{ file, line: step.line, message }];
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
