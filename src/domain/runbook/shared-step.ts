import { z } from "zod";
import type { BrokenStep } from "./broken-step.ts";
import { checkStep } from "./check-step.ts";
import { type Fault, RunbookError } from "./fault.ts";
import { factName, reviewed, sentence, slug } from "./front-matter.ts";
import { readStep } from "./read-step.ts";
import { refusalsIn } from "./refusals.ts";
import type { Step } from "./schema.ts";
import { type Block, readSections } from "./sections.ts";
import { readSource } from "./source-text.ts";
import { readChecked } from "./yaml-block.ts";

export const sharedFrontMatter = z.strictObject({
  id: slug,
  owner: sentence.describe("Who keeps this step true"),
  reviewed,
  with: z
    .record(factName, sentence)
    .default({})
    .describe("What a runbook that uses the step must give: a name and what it stands for"),
});
export type SharedFrontMatter = z.output<typeof sharedFrontMatter>;

/** A step that several runbooks use, as checked by itself. */
export interface SharedStep extends SharedFrontMatter {
  /** `shared/doors.md` */
  file: string;
  markdown: string;
  step: Step;
  /** What the step does, as it was written. */
  block: Block;
}

/** Reads a file of `runbooks/shared`. Throws RunbookError with every fault. */
export function parseSharedStep(markdown: string, fileName: string): SharedStep {
  const faults: Fault[] = [];
  const shared = readSharedStep(markdown, fileName, faults);
  if (faults.length > 0 || !shared) throw new RunbookError(faults.toSorted((a, b) => a.line - b.line));
  return shared;
}

/** Undefined when faults were added. */
export function readSharedStep(written: string, file: string, faults: Fault[]): SharedStep | undefined {
  const before = faults.length;
  const refuse = (line: number, message: string): void => {
    faults.push({ file, line, message });
  };
  const markdown = readSource(written, file, faults);
  const sections = markdown === undefined ? undefined : readSections(markdown, file, faults);
  if (markdown === undefined || !sections) return undefined;
  const front = readChecked(sections.frontMatter, sharedFrontMatter, faults);
  const [section, another] = sections.steps;
  if (!section || another) {
    refuse(another?.line ?? 1, 'A shared file holds one step: one "##" heading and its blocks.');
    return undefined;
  }
  const step = readStep(section, sections.body, file, faults, (block) => {
    refuse(block.line, "A shared step cannot use another: write it out here.");
    return "broken";
  });
  if (section.blocks.some((block) => block.kind === "next"))
    refuse(section.line, '"next" belongs to the runbook: a shared step does not know the steps around it.');
  if ("value" in front && !file.endsWith(`${front.value.id}.md`))
    refuse(2, `The id "${front.value.id}" differs from the file's name.`);
  if (step.kind === "run") {
    refuse(section.line, "A shared step cannot run a runbook: write a run step where it is used.");
    return undefined;
  }
  const refuseAt = refusalsIn(new Map([[file, markdown]]), faults);
  checkStep(step, { file, known: undefined, front: undefined, refuseAt });
  const [block] = section.blocks;
  if (faults.length > before || "raw" in front || !block || isBroken(step)) return undefined;
  return { ...front.value, file, markdown, step, block };
}

const isBroken = (step: Step | BrokenStep): step is BrokenStep => step.kind === "broken";
