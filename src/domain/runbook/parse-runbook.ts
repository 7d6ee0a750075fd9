import { createHash } from "node:crypto";
import { checkRunbook } from "./check-runbook.ts";
import { expandCalls } from "./expand-calls.ts";
import { type Fault, RunbookError } from "./fault.ts";
import { frontMatter } from "./front-matter.ts";
import { readProse } from "./read-prose.ts";
import { readStep } from "./read-step.ts";
import type { Runbook } from "./schema.ts";
import { readSections } from "./sections.ts";
import type { SharedStep } from "./shared-step.ts";
import { readSource } from "./source-text.ts";
import { reuseFrom, type Shelf } from "./use-shared.ts";
import { readChecked } from "./yaml-block.ts";

/**
 * Reads a runbook's file; `shelf` has the shared steps it may use. Throws RunbookError with every fault, each with
 * its file, line and how to mend it.
 */
export function parseRunbook(markdown: string, fileName: string, shelf: Shelf = new Map()): Runbook {
  const faults: Fault[] = [];
  const runbook = read(markdown, fileName, { shelf, stack: [] }, faults);
  if (faults.length > 0 || !runbook) throw new RunbookError(inOrder(faults, fileName));
  return runbook;
}

interface Reading {
  shelf: Shelf;
  /** Ids of the runbooks that call this one. */
  stack: readonly string[];
}

function read(written: string, file: string, reading: Reading, faults: Fault[]): Runbook | undefined {
  const { shelf, stack } = reading;
  const markdown = readSource(written, file, faults);
  const sections = markdown === undefined ? undefined : readSections(markdown, file, faults);
  if (markdown === undefined || !sections) return undefined;
  const front = readChecked(sections.frontMatter, frontMatter, faults);
  const intro = readProse(sections.intro, sections.body, file, faults);
  const used = new Map<string, SharedStep>();
  const reuse = reuseFrom(shelf, used);
  const asWritten = sections.steps.map((section) => readStep(section, sections.body, file, faults, reuse));
  const id = file.split(/[/\\]/).at(-1)?.replace(/\.md$/, "") ?? file;
  const caller = {
    file,
    stack: [...stack, id],
    front: "value" in front ? front.value : undefined,
    shelf,
    read: (text: string, name: string, callers: readonly string[], own: Fault[]) =>
      read(text, name, { shelf, stack: callers }, own),
  };
  const { steps, called } = expandCalls(asWritten, caller, faults);
  if (steps.length === 0)
    faults.push({ file, line: 1, message: 'The runbook has no steps: write a "##" heading for each.' });
  const shared = [...new Map([...used.values(), ...called].map((each) => [each.file, each])).values()]
    .map((each) => ({ file: each.file, markdown: each.markdown }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  const texts = new Map([[file, markdown], ...shared.map((each) => [each.file, each.markdown] as const)]);
  faults.push(...checkRunbook({ file, texts, front: "value" in front ? front : undefined, intro, steps }));
  if ("raw" in front) return undefined;
  return {
    ...front.value,
    file,
    hash: hashOf(markdown, shared),
    markdown,
    ...(shared.length > 0 && { shared }),
    intro,
    steps: steps.flatMap((step) => (step.kind === "broken" ? [] : [step])),
  };
}

/** Of what a reviewer must have read: a changed shared step is a changed runbook. */
function hashOf(markdown: string, shared: NonNullable<Runbook["shared"]>): string {
  const hash = createHash("sha256").update(markdown);
  for (const each of shared) hash.update(`\0${each.file}\0${each.markdown}`);
  return hash.digest("hex");
}

/** The runbook's own first, by line, each once. */
function inOrder(faults: readonly Fault[], own: string): Fault[] {
  const unique = new Map(faults.map((fault) => [`${fault.file} ${fault.line} ${fault.message}`, fault]));
  return [...unique.values()].sort(
    (a, b) =>
      Number(a.file !== own) - Number(b.file !== own) || a.file.localeCompare(b.file) || a.line - b.line,
  );
}
