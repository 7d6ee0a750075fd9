import type { BrokenStep, RunCall } from "./broken-step.ts";
import { type Caller, calledSteps } from "./called-runbook.ts";
import type { Fault } from "./fault.ts";
import type { ActStep, InstructStep, Runbook, Step } from "./schema.ts";

type Walked = Step | BrokenStep;

/** The steps with those of called runbooks in the place of each call, and each approval with what it is about. */
export function expandCalls(
  written: readonly (Walked | RunCall)[],
  caller: Omit<Caller, "known">,
  faults: Fault[],
): { steps: Walked[]; called: Pick<Runbook, "file" | "markdown">[] } {
  const known = new Set(Object.keys(caller.front?.inputs ?? {}));
  const called: Pick<Runbook, "file" | "markdown">[] = [];
  const steps = written.flatMap((step, index): Walked[] => {
    const made =
      step.kind === "run"
        ? calledSteps(step, written[index + 1]?.id, { ...caller, known }, faults)
        : { steps: [step] };
    if ("called" in made && made.called) called.push(made.called, ...(made.called.shared ?? []));
    for (const rule of made.steps.flatMap((each) => each.conclude))
      for (const name of Object.keys(rule.set)) known.add(name);
    return made.steps;
  });
  const approvable = (step: Walked | undefined): step is ActStep | InstructStep =>
    step?.kind === "act" || step?.kind === "instruct";
  return {
    called,
    steps: steps.map((step) => {
      if (step.kind !== "approve") return step;
      const what = steps.find((each) => each.id === step.for);
      return approvable(what) ? { ...step, what } : step;
    }),
  };
}
