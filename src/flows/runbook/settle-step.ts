import type { Run } from "../../domain/run/run.ts";
import type { StepState } from "../../domain/step.ts";
import type { Tx } from "../ports.ts";

/** Brings a run's outcome to its step, unless the step has moved on to another run. */
export async function settleStep(tx: Tx, run: Run, state: StepState): Promise<void> {
  if (run.stepId === null) return;
  const step = await tx.step(run.incidentId, run.stepId);
  if (step?.runId !== run.id) return;
  // A round without an answer does not end the rounds: the next one is asked when its time comes.
  const goesOn = run.again?.why === "round" && (state === "failed" || state === "cancelled");
  await tx.saveStep({ ...step, state: goesOn ? "waiting" : state }, step.version);
}
