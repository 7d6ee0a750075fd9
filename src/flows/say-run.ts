import type { Run } from "../domain/run.ts";
import type { Tx } from "./ports.ts";

/** Shows a run where it belongs: in its step's message, or in its own. */
export async function sayRun(tx: Tx, { incidentId, stepId, id }: Run): Promise<void> {
  await tx.say(
    stepId === null ? { show: "run", incidentId, runId: id } : { show: "step", incidentId, stepId },
  );
}
