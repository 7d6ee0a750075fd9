import type { z } from "zod";
import { InputError } from "../errors.ts";
import * as actBlocks from "./act-blocks.ts";
import { parseExpression } from "./expression.ts";
import { type Fault, suggestion } from "./fault.ts";
import type { Prose } from "./prose.ts";
import { readProse } from "./read-prose.ts";
import type { ConcludeRule, Condition, NextRule, Step, StepKind } from "./schema.ts";
import type { Block, Section } from "./sections.ts";
import * as blocks from "./step-blocks.ts";
import { parseWindow, type WindowExpression } from "./window.ts";
import type { WithValues } from "./with-values.ts";
import { readChecked, readCheckedList } from "./yaml-block.ts";

/** What could be read of a step with faults, so that the faults of the others can be told from it. */
export type BrokenStep = Pick<Step, "title" | "prose" | "line" | "shared" | "conclude" | "next"> & {
  kind: "broken";
  id: string | undefined;
};

/** A step that stands for the steps of another runbook; called-runbook.ts puts them in its place. */
export type RunCall = Omit<BrokenStep, "kind" | "id"> & {
  kind: "run";
  id: string;
  runbook: string;
  with: WithValues;
  lineOf: (key: string) => number;
};

type Refuse = (line: number, message: string) => undefined;

/** Checks what a block holds. */
export type ReadBlock = <Schema extends z.ZodType>(schema: Schema) => ReturnType<typeof readChecked<Schema>>;

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
  const refuse: Refuse = (line, message) => {
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
      `The step "${section.title}" has no block: say what it does with \`\`\`yaml ${blocks.stepKinds.join(", ")}.`,
    );
  if (!block || !isStepKind(block.kind)) return { ...own, kind: "broken", id: undefined };
  const reused = /^use\s*:/m.test(block.text) ? reuse(block, block.kind, faults) : undefined;
  if (reused === "broken") return { ...own, kind: "broken", id: undefined };

  const base = reused ? joined(own, reused) : own;
  const readBlock: ReadBlock = reused?.read ?? ((schema) => readChecked(block, schema, faults));
  const read = readStepBlock(readBlock, block.kind, base, refuse);
  return "raw" in read ? { ...base, kind: "broken", id: idIn(read.raw) } : read;
}

type Base = Omit<BrokenStep, "kind" | "id">;

/** What the runbook says of its own case comes first, its rules last: they may rest on what the shared ones set. */
const joined = (own: Base, { shared, prose, conclude }: Reused): Base => ({
  ...own,
  shared,
  prose: {
    markdown: [own.prose.markdown, prose.markdown].filter((each) => each !== "").join("\n\n"),
    blocks: [...own.prose.blocks, ...prose.blocks],
  },
  conclude: [...conclude, ...own.conclude],
});

function readStepBlock(
  readBlock: ReadBlock,
  kind: StepKind,
  base: Base,
  refuse: Refuse,
): Step | RunCall | { raw: unknown } {
  switch (kind) {
    case "query": {
      const read = readBlock(blocks.queryBlock);
      if ("raw" in read) return read;
      const { id, window, accounts, engine, each, firstSeen, ...query } = read.value;
      // Without a window of its own the input `window` is meant; check-runbook.ts sees whether there is one.
      const expression =
        window === undefined ? undefined : readWindow(window, read.lineOf(["window"]), refuse);
      return {
        ...base,
        kind,
        id,
        query,
        window: expression ?? { fact: "window" },
        ...(accounts && { accounts }),
        ...(engine && { engine }),
        ...(each && { each }),
        ...(firstSeen && { firstSeen }),
      };
    }
    case "approve": {
      const read = readBlock(actBlocks.approveBlock);
      return "raw" in read ? read : { ...base, kind, ...read.value };
    }
    case "act": {
      const read = readBlock(actBlocks.actBlock);
      return "raw" in read ? read : { ...base, kind, ...read.value };
    }
    case "run": {
      const read = readBlock(actBlocks.runBlock);
      if ("raw" in read) return read;
      return { ...base, kind, ...read.value, lineOf: (key) => read.lineOf([key]) };
    }
    case "repeat": {
      const read = readBlock(blocks.repeatBlock);
      if ("raw" in read) return read;
      const { id, window, accounts, engine, until: asked, every, inARow, atMost, ...query } = read.value;
      const expression =
        window === undefined ? undefined : readWindow(window, read.lineOf(["window"]), refuse);
      const until = attempt(() => parseExpression(asked), read.lineOf(["until"]), refuse);
      if (until === undefined) return { raw: { id } };
      const where = { ...(accounts && { accounts }), ...(engine && { engine }) };
      const asks = { query, window: expression ?? { fact: "window" }, ...where };
      return { ...base, kind, id, ...asks, until: { text: asked, expression: until }, every, inARow, atMost };
    }
    case "instruct": {
      const read = readBlock(blocks.instructBlock);
      return "raw" in read ? read : { ...base, kind, ...read.value };
    }
    case "ask": {
      const read = readBlock(blocks.askBlock);
      return "raw" in read ? read : { ...base, kind, ...read.value };
    }
    case "choose": {
      const read = readBlock(blocks.chooseBlock);
      return "raw" in read ? read : { ...base, kind, ...read.value };
    }
    case "finish": {
      const read = readBlock(blocks.finishBlock);
      return "raw" in read ? read : { ...base, kind, ...read.value };
    }
  }
}

const isStepKind = (kind: string): kind is StepKind => blocks.stepKinds.some((each) => each === kind);

const idIn = (raw: unknown): string | undefined =>
  typeof raw === "object" && raw !== null && "id" in raw && typeof raw.id === "string" ? raw.id : undefined;

function refuseUnknownKind(block: Block, refuse: Refuse): void {
  const known = [...blocks.stepKinds, "conclude", "next"];
  const fence = block.line - 1;
  if (!known.includes(block.kind))
    refuse(
      fence,
      `The block language "yaml ${block.kind}" is unknown: use ${known.join(", ")}.${suggestion(block.kind, known)}`,
    );
}

function refuseMisplaced({ title }: Section, kind: string, rest: readonly Block[], refuse: Refuse): void {
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

function readConclude(rest: readonly Block[], faults: Fault[], refuse: Refuse): ConcludeRule[] {
  const block = rest.find((each) => each.kind === "conclude");
  const rules = block ? readCheckedList(block, blocks.concludeRule, faults) : [];
  return rules.map(({ value: { when, set = {}, ...rule }, line }) => ({
    ...rule,
    set,
    line,
    ...readCondition(when, line, refuse),
  }));
}

function readNext(rest: readonly Block[], faults: Fault[], refuse: Refuse): NextRule[] {
  const block = rest.find((each) => each.kind === "next");
  const rules = block ? readCheckedList(block, blocks.nextRule, faults) : [];
  return rules.map(({ value: { when, go }, line }) => ({ go, line, ...readCondition(when, line, refuse) }));
}

function readCondition(when: string | undefined, line: number, refuse: Refuse): { when?: Condition } {
  if (when === undefined) return {};
  if (when === "otherwise") return { when: { op: "otherwise" } };
  const expression = attempt(() => parseExpression(when), line, refuse);
  return expression ? { when: expression } : {};
}

function readWindow(
  window: string | { is: string; max: number },
  line: number,
  refuse: Refuse,
): WindowExpression | undefined {
  const text = typeof window === "string" ? window : window.is;
  const read = attempt(() => parseWindow(text), line, refuse);
  if (!read || typeof window === "string") return read;
  if ("fact" in read)
    return refuse(line, `The window input "${read.fact}" has a max of its own: write window: ${read.fact}.`);
  return { ...read, maxSeconds: window.max };
}

function attempt<Value>(read: () => Value, line: number, refuse: Refuse): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return refuse(line, error.message);
  }
}
