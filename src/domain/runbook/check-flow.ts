import { type Fault, suggestion } from "./fault.ts";
import type { Runbook, Step } from "./schema.ts";

/** Where a rule's `go` says that the walk is over. */
export const end = "end";

/** Ids that are not unique, ways that lead nowhere or back, and steps that no way leads to. */
export function checkFlow(runbook: Runbook): Fault[] {
  const faults: Fault[] = [];
  const refuse = (line: number, message: string): void => {
    faults.push({ file: runbook.file, line, message });
  };
  const ids = runbook.steps.map((step) => step.id);
  const reached = new Set<number>(runbook.steps.length > 0 ? [0] : []);

  for (const [index, step] of runbook.steps.entries()) {
    const twin = ids.indexOf(step.id);
    if (twin !== index)
      refuse(
        step.line,
        `The id "${step.id}" is also that of "${runbook.steps[twin]?.title}": ids are unique.`,
      );
    if (step.id === end) refuse(step.line, `"${end}" is where a walk stops: give this step another id.`);
    for (const rule of step.next) {
      if (rule.go === end) continue;
      const target = ids.indexOf(rule.go);
      if (target === -1)
        refuse(
          rule.line,
          `"go: ${rule.go}" leads nowhere: there is no such step.${suggestion(rule.go, ids)}`,
        );
      else if (target <= index)
        refuse(rule.line, `"go: ${rule.go}" leads back: a walk only goes forward, so that it always ends.`);
      else if (reached.has(index)) reached.add(target);
    }
    if (reached.has(index) && goesOn(step)) reached.add(index + 1);
    if (!reached.has(index))
      refuse(
        step.line,
        `No way leads to the step "${step.id}": every step before it goes elsewhere or finishes.`,
      );
  }
  return faults;
}

const goesOn = (step: Step): boolean =>
  step.kind !== "finish" &&
  !step.next.some((rule) => rule.when === undefined || rule.when.op === "otherwise");
