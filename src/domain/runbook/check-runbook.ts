import type { BrokenStep } from "./broken-step.ts";
import { checkApprovals } from "./check-approvals.ts";
import { checkFlow } from "./check-flow.ts";
import { checkInputs } from "./check-inputs.ts";
import { checkPaths } from "./check-paths.ts";
import { checkRule, checkStep } from "./check-step.ts";
import type { Fault } from "./fault.ts";
import type { FrontMatter } from "./front-matter.ts";
import type { Prose } from "./prose.ts";
import { pathsInProse } from "./read-prose.ts";
import { guarded, refusalsIn } from "./refusals.ts";
import type { Step } from "./schema.ts";

/** A runbook as far as it could be read. */
export interface Draft {
  file: string;
  /** Of the runbook and of the shared steps it uses, by file. */
  texts: ReadonlyMap<string, string>;
  /** Absent when the front matter itself has faults: then no name can be called unknown. */
  front: { value: FrontMatter; lineOf(path: readonly PropertyKey[]): number } | undefined;
  intro: Prose;
  steps: readonly (Step | BrokenStep)[];
}

/** What no single block can know: names that nobody provides, ways that lead nowhere, windows without an end. */
export function checkRunbook(draft: Draft): Fault[] {
  const faults: Fault[] = [];
  const { file } = draft;
  const refuseAt = refusalsIn(draft.texts, faults);
  const front = draft.front?.value;
  if (draft.front) faults.push(...checkInputs(file, draft.front));
  const known = front && new Set(Object.keys(front.inputs));
  const inIntro = refuseAt({ file, line: 1 });
  guarded(inIntro, () => checkPaths(pathsInProse(draft.intro), known, inIntro));

  for (const step of draft.steps) {
    checkStep(step, { file, known, front, refuseAt });
    for (const rule of step.conclude)
      for (const name of Object.keys(rule.set)) {
        if (front && Object.hasOwn(front.inputs, name))
          refuseAt({ file: rule.file ?? file, line: rule.line })(
            `"set: ${name}" would replace the input of that name: choose another.`,
          );
        known?.add(name);
      }
    for (const rule of step.next) checkRule(rule, step, { file, known, refuseAt });
  }
  faults.push(...checkFlow(draft));
  checkApprovals(draft.steps, file, refuseAt);
  return faults;
}
