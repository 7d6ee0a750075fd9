import type { BrokenStep } from "./broken-step.ts";
import { optionsIn } from "./expression.ts";
import { suggestion } from "./fault.ts";
import type { Place, Refuse } from "./refusals.ts";
import type { ActStep, ApproveStep, NextRule, Step } from "./schema.ts";
import { reachable } from "./ways.ts";

type Walked = Step | BrokenStep;

/** What is approved stands after it, who is refused is led elsewhere, and no way leads to an act around its approval. */
export function checkApprovals(
  steps: readonly Walked[],
  file: string,
  refuseAt: (place: Place) => Refuse,
): void {
  const broken = steps.some((step) => step.kind === "broken");
  for (const [index, step] of steps.entries()) {
    const refuse = refuseAt({ file, line: step.line, shared: step.shared });
    if (step.kind === "approve") checkApprove(step, index, steps, broken, refuse);
    if (step.kind === "act" && step.risk !== "none" && !broken) checkAct(step, index, steps, refuse);
  }
}

function checkApprove(
  step: ApproveStep,
  index: number,
  steps: readonly Walked[],
  broken: boolean,
  refuse: Refuse,
): void {
  const target = steps.findIndex((each) => each.id === step.for);
  const what = steps[target];
  if (what === undefined) {
    const later = steps.slice(index + 1).filter((each) => each.kind === "act" || each.kind === "instruct");
    if (!broken)
      refuse(
        `"for: ${step.for}": there is no such step.${suggestion(
          step.for,
          later.flatMap(({ id }) => id ?? []),
        )}`,
        "for:",
      );
  } else if (target <= index) refuse(`"for: ${step.for}" stands before its approval: put it after.`, "for:");
  else if (what.kind !== "act" && what.kind !== "instruct" && what.kind !== "broken")
    refuse(`"for: ${step.for}" is a ${what.kind} step: only act and instruct steps are approved.`, "for:");

  const refused = step.next.find(speaksOfRefusal);
  if (refused === undefined)
    refuse(
      `"${step.id}" does not say where to go when it is rejected: add a next rule { when: approval == rejected, go: … }.`,
    );
  else if (refused.go === step.for)
    refuse(`"${step.id}" leads to "${step.for}" though it is rejected: go elsewhere.`, `go: ${refused.go}`);
}

const speaksOfRefusal = ({ when }: NextRule): boolean =>
  when !== undefined && (when.op === "otherwise" || optionsIn(when).includes("rejected"));

function checkAct(step: ActStep, index: number, steps: readonly Walked[], refuse: Refuse): void {
  const approving = steps.flatMap((each, at) =>
    each.kind === "approve" && each.for === step.id ? [at] : [],
  );
  if (approving.length === 0)
    refuse(
      `"${step.id}" acts without an approval: put an approve step with "for: ${step.id}" before it, or say "risk: none" when it changes nothing.`,
    );
  else if (reachable(steps, new Set(approving)).has(index))
    refuse(
      `A way leads to "${step.id}" that passes by its approval: lead every way through the approve step.`,
    );
}
