import { approvalOn } from "../../domain/approval.ts";
import type { ApproveStep } from "../../domain/runbook/schema.ts";
import type { StepRecord } from "../../domain/step.ts";
import type { Ports } from "../ports.ts";

/** Nobody decided in time: the request is over, and can be made again. */
export async function expireApproval(
  { store, clock }: Pick<Ports, "store" | "clock">,
  step: ApproveStep,
  { incidentId, stepId, version }: StepRecord,
): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.lockIncident(incidentId);
    const record = await tx.step(incidentId, stepId);
    const approval = approvalOn(await tx.approvals(incidentId), stepId);
    if (record?.version !== version || record.state !== "waiting") return; // somebody decided meanwhile
    const now = clock();
    await tx.saveStep({ ...record, expiresAt: null }, version);
    if (approval?.state === "asked") {
      await tx.saveApproval({ ...approval, state: "expired" });
      const body = { step: stepId, title: step.title, approval: approval.id };
      await tx.record(incidentId, { actor: { kind: "system" }, action: "approval.expire", body }, now);
    }
    await tx.say({ show: "step", incidentId, stepId });
  });
}
