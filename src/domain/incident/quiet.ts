import { hasEnded, type Run } from "../run/run.ts";
import type { StepRecord } from "../step.ts";
import type { Incident } from "./incident.ts";

/** What to do when all alarms of an incident have been OK for a while. */
export interface Resolve {
  /** `never` leaves it to people. */
  when: "quiet" | "never";
  /** Seconds. */
  after: number;
  do: "propose" | "resolve";
}

export const isQuietEnough = (since: Date, now: Date, { when, after }: Resolve): boolean =>
  when === "quiet" && now.getTime() - since.getTime() >= after * 1000;

/** Somebody or something is still at it: then nobody resolves over their heads. */
export function isUnderWay(
  { snoozed }: Pick<Incident, "snoozed">,
  runs: readonly Pick<Run, "state">[],
  steps: readonly Pick<StepRecord, "state">[],
): boolean {
  const busy: readonly StepRecord["state"][] = ["queued", "running", "waiting"];
  return (
    snoozed !== null ||
    runs.some(({ state }) => !hasEnded(state)) ||
    steps.some(({ state }) => busy.includes(state))
  );
}
