import type { z } from "zod";
import { InputError } from "../errors.ts";
import { type Expression, parseExpression } from "./expression.ts";
import { type Fault, suggestion } from "./fault.ts";
import { readProse } from "./read-prose.ts";
import type { ConcludeRule, Condition, NextRule, Step, StepKind } from "./schema.ts";
import type { Block, Section } from "./sections.ts";
import * as blocks from "./step-blocks.ts";
import { parseWindow, type WindowExpression } from "./window.ts";
import { readChecked } from "./yaml-block.ts";

/** Reads one `##` section; undefined after adding what is wrong with it to `faults`. */
export function readStep(section: Section, body: string, file: string, faults: Fault[]): Step | undefined {
  const refuse = (line: number, message: string): undefined => {
    faults.push({ file, line, message });
    return undefined;
  };
  const prose = readProse(section.prose, body, file, faults);
  const [block, ...rest] = section.blocks;
  if (!block)
    return refuse(
      section.line,
      `The step "${section.title}" has no block: say what it does with \`\`\`yaml query, instruct, ask, choose or finish.`,
    );
  for (const each of section.blocks) refuseUnknownKind(each, refuse);
  if (!isStepKind(block.kind)) {
    if (block.kind === "conclude" || block.kind === "next")
      refuse(block.line, `"${block.kind}" comes after the block that says what the step does.`);
    return undefined;
  }
  const kinds = rest.map((each) => each.kind);
  for (const [index, each] of rest.entries()) {
    if (isStepKind(each.kind))
      refuse(
        each.line,
        `The step "${section.title}" has two blocks that do something: put a "##" heading above this one.`,
      );
    else if (kinds.indexOf(each.kind) !== index)
      refuse(each.line, `The step "${section.title}" has two ${each.kind} blocks: put their rules into one.`);
    else if (each.kind === "conclude" && !["query", "ask", "choose"].includes(block.kind))
      refuse(each.line, `A ${block.kind} step has no answer to conclude from: remove the conclude block.`);
    else if (each.kind === "next" && block.kind === "finish")
      refuse(each.line, "Nothing comes after finish: remove the next block.");
  }

  const conclude = readRules(rest, "conclude", blocks.concludeBlock, faults).map(
    ({ when, set = {}, ...rule }): ConcludeRule => ({ ...rule, set, ...condition(when, rule.line, refuse) }),
  );
  const next = readRules(rest, "next", blocks.nextBlock, faults).map(
    ({ when, ...rule }): NextRule => ({ ...rule, ...condition(when, rule.line, refuse) }),
  );
  const base = { title: section.title, prose, line: section.line, conclude, next };
  const kind = block.kind;
  switch (kind) {
    case "query": {
      const read = readChecked(block, blocks.queryBlock, faults);
      if (!read) return undefined;
      const { id, window, ...query } = read.value;
      const expression = readWindow(window, read.lineOf(["window"]), refuse);
      // Without a window of its own, the runbook's input `window` is meant; check-runbook.ts knows whether there is one.
      return { ...base, kind, id, query, window: expression ?? { fact: "window" } };
    }
    case "instruct": {
      const read = readChecked(block, blocks.instructBlock, faults);
      return read && { ...base, kind, ...read.value };
    }
    case "ask": {
      const read = readChecked(block, blocks.askBlock, faults);
      return read && { ...base, kind, ...read.value };
    }
    case "choose": {
      const read = readChecked(block, blocks.chooseBlock, faults);
      return read && { ...base, kind, ...read.value };
    }
    case "finish": {
      const read = readChecked(block, blocks.finishBlock, faults);
      return read && { ...base, kind, ...read.value };
    }
  }
}

type Refuse = (line: number, message: string) => undefined;

const isStepKind = (kind: string): kind is StepKind => blocks.stepKinds.some((each) => each === kind);

function refuseUnknownKind(block: Block, refuse: Refuse): void {
  const known = [...blocks.stepKinds, "conclude", "next"];
  const fence = block.line - 1;
  if (blocks.laterKinds.some((each) => each === block.kind))
    refuse(
      fence,
      `Steps of the kind "${block.kind}" are not supported yet: use instruct and tell people what to do.`,
    );
  else if (!known.includes(block.kind))
    refuse(
      fence,
      `The block language "yaml ${block.kind}" is unknown: use ${known.join(", ")}.${suggestion(block.kind, known)}`,
    );
}

function readRules<Rule extends z.ZodType<object>>(
  rest: readonly Block[],
  kind: string,
  schema: z.ZodArray<Rule>,
  faults: Fault[],
): (z.output<Rule> & { line: number })[] {
  const block = rest.find((each) => each.kind === kind);
  const read = block && readChecked(block, schema, faults);
  return read?.value.map((rule, index) => ({ ...rule, line: read.lineOf([index]) })) ?? [];
}

function condition(when: string | undefined, line: number, refuse: Refuse): { when?: Condition } {
  if (when === undefined) return {};
  if (when === "otherwise") return { when: { op: "otherwise" } };
  const expression = attempt<Expression>(() => parseExpression(when), line, refuse);
  return expression ? { when: expression } : {};
}

function readWindow(
  window: string | { is: string; max: number } | undefined,
  line: number,
  refuse: Refuse,
): WindowExpression | undefined {
  if (window === undefined) return undefined;
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
