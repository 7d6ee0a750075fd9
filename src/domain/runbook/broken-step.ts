import type { Step } from "./schema.ts";
import type { WithValues } from "./with-values.ts";

/** What could be read of a step with faults, so that the faults of the others can be told from it. */
export type BrokenStep = Pick<Step, "title" | "prose" | "line" | "shared" | "conclude" | "next"> & {
  kind: "broken";
  id: string | undefined;
};

/** A step that stands for the steps of another runbook; called-runbook.ts puts them in its place. */
export type RunCall = StepFrame & {
  kind: "run";
  id: string;
  runbook: string;
  with: WithValues;
  lineOf: (key: string) => number;
};

/** What every step has, whatever it does. */
export type StepFrame = Omit<BrokenStep, "kind" | "id">;
