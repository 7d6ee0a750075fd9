import { attemptAt, type RefuseAt } from "./attempt-at.ts";
import { parseExpression } from "./expression.ts";
import type { Fault } from "./fault.ts";
import type { ConcludeRule, Condition, NextRule } from "./schema.ts";
import type { Block } from "./sections.ts";
import { concludeRule, nextRule } from "./step-blocks.ts";
import { readCheckedList } from "./yaml-block.ts";

/** What to conclude from a step's answer. */
export function readConclude(rest: readonly Block[], faults: Fault[], refuse: RefuseAt): ConcludeRule[] {
  const block = rest.find((each) => each.kind === "conclude");
  const rules = block ? readCheckedList(block, concludeRule, faults) : [];
  return rules.map(({ value: { when, set = {}, ...rule }, line }) => ({
    ...rule,
    set,
    line,
    ...readCondition(when, line, refuse),
  }));
}

/** Where to go after a step. */
export function readNext(rest: readonly Block[], faults: Fault[], refuse: RefuseAt): NextRule[] {
  const block = rest.find((each) => each.kind === "next");
  const rules = block ? readCheckedList(block, nextRule, faults) : [];
  return rules.map(({ value: { when, go }, line }) => ({ go, line, ...readCondition(when, line, refuse) }));
}

function readCondition(when: string | undefined, line: number, refuse: RefuseAt): { when?: Condition } {
  if (when === undefined) return {};
  if (when === "otherwise") return { when: { op: "otherwise" } };
  const expression = attemptAt(() => parseExpression(when), line, refuse);
  return expression ? { when: expression } : {};
}
