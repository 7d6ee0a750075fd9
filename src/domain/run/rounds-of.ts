import { firstRunOf, type Run } from "./run.ts";

/** The rounds of a repeat step, oldest first: not what an unsettled last one asked again. */
export const roundsOf = (runs: readonly Run[], one: Run): Run[] =>
  runs.filter((run) => firstRunOf(run) === firstRunOf(one) && (!run.again || run.again.why === "round"));

/** Without those that a newer answer to the same question took the place of. */
export function withoutReplaced<R extends Run>(runs: readonly R[]): R[] {
  const replaced = new Set(
    runs.flatMap(({ state, again }) => (again && state === "done" ? [again.previous] : [])),
  );
  return runs.filter(({ id }) => !replaced.has(id));
}
