import type { BrokenStep } from "./broken-step.ts";
import type { Step } from "./schema.ts";

/** Where a rule's `go` says that the walk is over. */
export const end = "end";

type Walked = Step | BrokenStep;

/** Does the walk go on without any rule: to the next step in the file, or back to the runbook that called? */
const goesOn = (step: Walked): boolean =>
  (step.kind !== "finish" || step.returns !== undefined) &&
  !step.next.some((rule) => rule.when === undefined || rule.when.op === "otherwise");

/** Places in `steps` to which a step may lead; one past the last is the end. */
export function waysFrom(steps: readonly Walked[], index: number): number[] {
  const step = steps[index];
  if (step === undefined) return [];
  const placeOf = (id: string): number[] => {
    const found = steps.findIndex((each) => each.id === id);
    return found === -1 ? [] : [found];
  };
  const on = step.kind === "finish" && step.returns !== undefined ? placeOf(step.returns) : [index + 1];
  return [...step.next.flatMap(({ go }) => (go === end ? [] : placeOf(go))), ...(goesOn(step) ? on : [])];
}

/** Every place that some way from the first step leads to, when nobody passes through `without`. */
export function reachable(steps: readonly Walked[], without: ReadonlySet<number> = new Set()): Set<number> {
  const reached = new Set<number>();
  const open = [0];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (reached.has(at) || without.has(at) || at >= steps.length) continue;
    reached.add(at);
    open.push(...waysFrom(steps, at));
  }
  return reached;
}
