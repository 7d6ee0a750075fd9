import type { Incident } from "../incident/incident.ts";
import type { Run } from "../run/run.ts";
import type { StepRecord, StepState } from "../step.ts";
import type { TimelineEntry } from "../timeline/timeline.ts";

/** What a review is made from. Titles are the runbook's, by step id; without it the ids stand for themselves. */
export interface Reviewed {
  incident: Incident;
  timeline: readonly TimelineEntry[];
  steps: readonly StepRecord[];
  runs: readonly Run[];
  titles: ReadonlyMap<string, string>;
  /** All steps that the runbook has, in its order. */
  stepIds: readonly string[];
}

export interface ReviewedStep {
  id: string;
  title: string;
  /** `not-reached`: the runbook has it, and it never became due. */
  state: StepState | "not-reached";
  said: string | null;
}
