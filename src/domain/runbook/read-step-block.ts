import type { z } from "zod";
import * as actBlocks from "./act-blocks.ts";
import { attemptAt, type RefuseAt } from "./attempt-at.ts";
import type { RunCall, StepFrame } from "./broken-step.ts";
import { parseExpression } from "./expression.ts";
import type { Step } from "./schema.ts";
import type { StepKind } from "./step-blocks.ts";
import * as blocks from "./step-blocks.ts";
import { parseWindow, type WindowExpression } from "./window.ts";
import type { readChecked } from "./yaml-block.ts";

/** Checks what a block holds. */
export type ReadBlock = <Schema extends z.ZodType>(schema: Schema) => ReturnType<typeof readChecked<Schema>>;

/** What the block says that tells what a step does; `raw` is what stands there when it has faults. */
export function readStepBlock(
  readBlock: ReadBlock,
  kind: StepKind,
  base: StepFrame,
  refuse: RefuseAt,
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
      const until = attemptAt(() => parseExpression(asked), read.lineOf(["until"]), refuse);
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

function readWindow(
  window: string | { is: string; max: number },
  line: number,
  refuse: RefuseAt,
): WindowExpression | undefined {
  const text = typeof window === "string" ? window : window.is;
  const read = attemptAt(() => parseWindow(text), line, refuse);
  if (!read || typeof window === "string") return read;
  if ("fact" in read)
    return refuse(line, `The window input "${read.fact}" has a max of its own: write window: ${read.fact}.`);
  return { ...read, maxSeconds: window.max };
}
