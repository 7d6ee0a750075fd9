import type { RefuseAt } from "./attempt-at.ts";
import type { BrokenStep, RunCall, StepFrame } from "./broken-step.ts";
import { type Fault, suggestion } from "./fault.ts";
import type { Prose } from "./prose.ts";
import { readProse } from "./read-prose.ts";
import { readConclude, readNext } from "./read-rules.ts";
import { type ReadBlock, readStepBlock } from "./read-step-block.ts";
import type { ConcludeRule, Step } from "./schema.ts";
import type { Block, Section } from "./sections.ts";
import type { StepKind } from "./step-blocks.ts";
import { stepKinds } from "./step-blocks.ts";
import { readChecked } from "./yaml-block.ts";

/** What a step takes from the shared one that its block names. */
export interface Reused {
  shared: string;
  read: ReadBlock;
  prose: Prose;
  conclude: ConcludeRule[];
}

/** Resolves the `use:` of a block; `broken` when faults were added. */
export type Reuse = (block: Block, kind: StepKind, faults: Fault[]) => Reused | "broken";

/** Reads one `##` section; adds what is wrong with it to `faults`. */
export function readStep(
  section: Section,
  body: string,
  file: string,
  faults: Fault[],
  reuse: Reuse,
): Step | BrokenStep | RunCall {
  const refuse: RefuseAt = (line, message) => {
    faults.push({ file, line, message });
    return undefined;
  };
  const prose = readProse(section.prose, body, file, faults);
  const [block, ...rest] = section.blocks;
  const conclude = readConclude(rest, faults, refuse);
  const next = readNext(rest, faults, refuse);
  const own = { title: section.title, prose, line: section.line, conclude, next };
  for (const each of section.blocks) refuseUnknownKind(each, refuse);
  if (block) refuseMisplaced(section, block.kind, rest, refuse);
  else if (!section.refused)
    refuse(
      section.line,
      `The step "${section.title}" has no block: say what it does with \`\`\`yaml ${stepKinds.join(", ")}.`,
    );
  if (!block || !isStepKind(block.kind)) return { ...own, kind: "broken", id: undefined };
  const reused = /^use\s*:/m.test(block.text) ? reuse(block, block.kind, faults) : undefined;
  if (reused === "broken") return { ...own, kind: "broken", id: undefined };

  const base = reused ? joined(own, reused) : own;
  const readBlock: ReadBlock = reused?.read ?? ((schema) => readChecked(block, schema, faults));
  const read = readStepBlock(readBlock, block.kind, base, refuse);
  return "raw" in read ? { ...base, kind: "broken", id: idIn(read.raw) } : read;
}

/** What the runbook says of its own case comes first, its rules last: they may rest on what the shared ones set. */
const joined = (own: StepFrame, { shared, prose, conclude }: Reused): StepFrame => ({
  ...own,
  shared,
  prose: {
    markdown: [own.prose.markdown, prose.markdown].filter((each) => each !== "").join("\n\n"),
    blocks: [...own.prose.blocks, ...prose.blocks],
  },
  conclude: [...conclude, ...own.conclude],
});

const isStepKind = (kind: string): kind is StepKind => stepKinds.some((each) => each === kind);

const idIn = (raw: unknown): string | undefined =>
  typeof raw === "object" && raw !== null && "id" in raw && typeof raw.id === "string" ? raw.id : undefined;

function refuseUnknownKind(block: Block, refuse: RefuseAt): void {
  const known = [...stepKinds, "conclude", "next"];
  const fence = block.line - 1;
  if (!known.includes(block.kind))
    refuse(
      fence,
      `The block language "yaml ${block.kind}" is unknown: use ${known.join(", ")}.${suggestion(block.kind, known)}`,
    );
}

function refuseMisplaced({ title }: Section, kind: string, rest: readonly Block[], refuse: RefuseAt): void {
  const kinds = rest.map((each) => each.kind);
  if (kind === "conclude" || kind === "next")
    refuse(
      rest[0]?.line ?? 1,
      `"${kind}" of "${title}" must come after the block that says what the step does.`,
    );
  for (const [index, each] of rest.entries()) {
    const fence = each.line - 1;
    if (isStepKind(each.kind))
      refuse(
        fence,
        `The step "${title}" has two blocks that do something: put a "##" heading above this one.`,
      );
    else if (kinds.indexOf(each.kind) !== index)
      refuse(fence, `The step "${title}" has two ${each.kind} blocks: put their rules into one.`);
    else if (each.kind === "conclude" && ["instruct", "finish", "run"].includes(kind))
      refuse(fence, `Steps of the kind ${kind} have no answer to conclude from: remove the conclude block.`);
    else if (each.kind === "next" && kind === "finish")
      refuse(fence, "Nothing comes after finish: remove the next block.");
  }
}
