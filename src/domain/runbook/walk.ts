import { ConflictError, NotFoundError } from "../errors.ts";
import type { Facts } from "./facts.ts";
import { type Conclusion, conclude, nextStep } from "./rules.ts";
import type { Runbook, Step } from "./schema.ts";
import type { StepResult } from "./step-result.ts";

/** How far somebody is on a runbook's way. Nothing in it is changed in place. */
export interface Walk {
  facts: Facts;
  /** Steps in the order in which they were settled. */
  done: readonly DoneStep[];
}

export interface DoneStep {
  stepId: string;
  outcome: "answered" | "skipped";
  /** The step it led to; null when the walk was over. */
  next: string | null;
}

export const beginWalk = (facts: Facts): Walk => ({ facts, done: [] });

/** The step that is due: the first on the way that is not settled. Undefined when the walk is over. */
export function currentStep(runbook: Runbook, walk: Walk): Step | undefined {
  let step: Step | undefined = runbook.steps[0];
  while (step) {
    const id = step.id;
    const settled = walk.done.findLast((each) => each.stepId === id);
    if (!settled) return step;
    step = runbook.steps.find((each) => each.id === settled.next);
  }
  return undefined;
}

/** Settles a step with its result. A step may be settled again (asked again): its last result counts. */
export function settleStep(
  runbook: Runbook,
  walk: Walk,
  stepId: string,
  result: StepResult,
): { walk: Walk; conclusion: Conclusion; next: Step | undefined } {
  const step = stepOf(runbook, stepId);
  if (step.kind !== result.kind)
    throw new ConflictError(
      `The step "${step.title}" is a ${step.kind} step: a ${result.kind} result does not fit it.`,
    );
  const conclusion = conclude(step, result, walk.facts);
  const facts = { ...walk.facts, ...conclusion.set };
  const next = nextStep(runbook, step, result, facts);
  return { walk: settled({ ...walk, facts }, stepId, "answered", next), conclusion, next };
}

/** Leaves a step out and goes on with the next in the file. */
export function skipStep(
  runbook: Runbook,
  walk: Walk,
  stepId: string,
): { walk: Walk; next: Step | undefined } {
  const next = nextStep(runbook, stepOf(runbook, stepId), undefined, walk.facts);
  return { walk: settled(walk, stepId, "skipped", next), next };
}

function settled(walk: Walk, stepId: string, outcome: DoneStep["outcome"], next: Step | undefined): Walk {
  return { ...walk, done: [...walk.done, { stepId, outcome, next: next?.id ?? null }] };
}

/** Throws NotFoundError when the runbook has no such step. */
export function stepOf(runbook: Runbook, stepId: string): Step {
  const step = runbook.steps.find((each) => each.id === stepId);
  if (step) return step;
  throw new NotFoundError(
    `${runbook.id} has no step "${stepId}": it has ${runbook.steps.map((each) => each.id).join(", ")}.`,
  );
}
