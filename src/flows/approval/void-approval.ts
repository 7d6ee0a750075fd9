import type { Approval } from "../../domain/approval.ts";
import type { Step } from "../../domain/runbook/schema.ts";
import type { Tx } from "../ports.ts";

const system = { kind: "system" } as const;

/** Takes back a request or an approval of something that is not the same any more, and says so. */
export async function voidApproval(
  tx: Tx,
  approval: Approval,
  {
    step,
    now,
    why = "What it is about has changed since.",
  }: { step: Pick<Step, "id" | "title">; now: Date; why?: string },
): Promise<void> {
  const { incidentId, stepId, forStep } = approval;
  await tx.saveApproval({ ...approval, state: "void" });
  const record = await tx.step(incidentId, stepId);
  if (record?.state === "waiting") await tx.saveStep({ ...record, expiresAt: null }, record.version);
  const body = { step: stepId, title: step.title, approval: approval.id, why };
  await tx.record(incidentId, { actor: system, action: "approval.void", body }, now);
  for (const id of [stepId, forStep])
    if (await tx.step(incidentId, id)) await tx.say({ show: "step", incidentId, stepId: id });
}
