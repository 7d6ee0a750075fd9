import { firstRunOf, type Run } from "../domain/run.ts";
import type { Tx } from "./ports.ts";

/** Shows a run where it belongs: in its step's message, or in its own. */
export async function sayRun(tx: Tx, run: Run): Promise<void> {
  const { incidentId, stepId } = run;
  // What is asked again shows in the message of the first asking.
  await tx.say(
    stepId === null
      ? { show: "run", incidentId, runId: firstRunOf(run) }
      : { show: "step", incidentId, stepId },
  );
}
