import { createHash } from "node:crypto";
import { checkRunbook } from "./check-runbook.ts";
import { type Fault, RunbookError } from "./fault.ts";
import { frontMatter } from "./front-matter.ts";
import { readProse } from "./read-prose.ts";
import { readStep } from "./read-step.ts";
import type { Runbook } from "./schema.ts";
import { readSections } from "./sections.ts";
import { readChecked } from "./yaml-block.ts";

const longestFile = 200_000;

/** Reads a runbook's file. Throws RunbookError with every fault, each with its line and how to mend it. */
export function parseRunbook(markdown: string, fileName: string): Runbook {
  const faults: Fault[] = [];
  const runbook = read(normalised(markdown), fileName, faults);
  if (faults.length > 0 || !runbook) throw new RunbookError(inOrder(faults));
  return runbook;
}

function read(markdown: string, file: string, faults: Fault[]): Runbook | undefined {
  if (markdown.length > longestFile) {
    const message = `The file is too long (${markdown.length} characters; ${longestFile} are allowed).`;
    faults.push({ file, line: 1, message });
    return undefined;
  }
  const hidden = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u.exec(markdown);
  if (hidden)
    faults.push({
      file,
      line: markdown.slice(0, hidden.index).split("\n").length,
      message: "A control or direction character hides here, which reviewers cannot see: remove it.",
    });
  const sections = readSections(markdown, file, faults);
  if (!sections) return undefined;
  const front = readChecked(sections.frontMatter, frontMatter, faults);
  const intro = readProse(sections.intro, sections.body, file, faults);
  const steps = sections.steps.map((section) => readStep(section, sections.body, file, faults));
  if (steps.length === 0)
    faults.push({ file, line: 1, message: 'The runbook has no steps: write a "##" heading for each.' });
  faults.push(...checkRunbook({ file, markdown, front: "value" in front ? front : undefined, intro, steps }));
  if ("raw" in front) return undefined;
  return {
    ...front.value,
    file,
    hash: createHash("sha256").update(markdown).digest("hex"),
    markdown,
    intro,
    steps: steps.flatMap((step) => (step.kind === "broken" ? [] : [step])),
  };
}

/** By line, each once. */
function inOrder(faults: readonly Fault[]): Fault[] {
  const unique = new Map(faults.map((fault) => [`${fault.line} ${fault.message}`, fault]));
  return [...unique.values()].sort((a, b) => a.line - b.line);
}

/** One text for one runbook, whatever the editor: no byte order mark, line feeds only, one at the end. */
const normalised = (markdown: string): string =>
  `${markdown
    .replace(/^\uFEFF/, "")
    .replaceAll(/\r\n?/g, "\n")
    .trimEnd()}\n`;
