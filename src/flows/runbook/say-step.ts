import type { StepRecord } from "../../domain/step.ts";
import type { Tx } from "../ports.ts";

/** Shows a step as it is now: in the thread, and to whoever was asked alone. */
export async function sayStep(
  tx: Tx,
  { incidentId, stepId, position }: Pick<StepRecord, "incidentId" | "stepId" | "position">,
): Promise<void> {
  await tx.say({ show: "step", incidentId, stepId });
  const asked = await tx.asked(incidentId, stepId, position);
  if (asked?.way === "dm") await tx.say({ show: "ask", incidentId, stepId, position });
  if (asked?.also) await tx.say({ show: "ask", incidentId, stepId, position, also: true });
}
