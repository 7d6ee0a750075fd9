import { firstRunOf, type Run } from "../../domain/run/run.ts";
import type { Tx } from "../ports.ts";

/** Shows a run where it belongs: in its step's message, in its own, or to the one person who asked quietly. */
export async function sayRun(tx: Tx, run: Run): Promise<void> {
  const { incidentId, stepId } = run;
  if (stepId !== null) return tx.say({ show: "step", incidentId, stepId });
  // What is asked again shows in the message of the first asking.
  const runId = firstRunOf(run);
  // It may have been shared since the run was read.
  const quietFor = (await tx.run(run.id))?.quietFor;
  await tx.say(
    quietFor ? { show: "quiet", incidentId, runId, person: quietFor.id } : { show: "run", incidentId, runId },
  );
}
