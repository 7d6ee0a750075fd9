import { firstRunOf, type Run } from "./run.ts";

/** The rounds of a repeat step, oldest first: not what an unsettled last one asked again. */
export const roundsOf = (runs: readonly Run[], one: Run): Run[] =>
  runs.filter((run) => firstRunOf(run) === firstRunOf(one) && (!run.again || run.again.why === "round"));
