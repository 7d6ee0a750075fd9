import type { BrokenStep } from "./broken-step.ts";
import { type Fault, suggestion } from "./fault.ts";
import type { Step } from "./schema.ts";
import { end, reachable } from "./ways.ts";

/** Ids that are not unique, ways that lead nowhere or back, and steps that no way leads to. */
export function checkFlow({ file, steps }: { file: string; steps: readonly (Step | BrokenStep)[] }): Fault[] {
  const faults: Fault[] = [];
  const refuse = (line: number, message: string): void => {
    faults.push({ file, line, message });
  };
  const ids = steps.map((step) => step.id);
  const known = ids.flatMap((id) => id ?? []);
  const reached = reachable(steps);

  for (const [index, step] of steps.entries()) {
    const twin = ids.indexOf(step.id);
    if (step.id !== undefined && twin !== index)
      refuse(step.line, `The id "${step.id}" is also that of "${steps[twin]?.title}": ids are unique.`);
    if (step.id === end) refuse(step.line, `"${end}" is where a walk stops: give this step another id.`);
    for (const rule of step.next) {
      if (rule.go === end) continue;
      const target = ids.indexOf(rule.go);
      if (target === -1 && known.length === ids.length)
        refuse(
          rule.line,
          `"go: ${rule.go}" leads nowhere: there is no such step.${suggestion(rule.go, known)}`,
        );
      else if (target !== -1 && target <= index)
        refuse(rule.line, `"go: ${rule.go}" leads back: a walk only goes forward, so that it always ends.`);
    }
    if (!reached.has(index) && known.length === ids.length)
      refuse(
        step.line,
        `No way leads to the step "${step.id}": every step before it goes elsewhere or finishes.`,
      );
  }
  return faults;
}
