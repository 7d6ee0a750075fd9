import { approvalOn } from "../../domain/approval.ts";
import type { StepState } from "../../domain/step.ts";
import type { Ports, Tx } from "../ports.ts";
import type { ActShow } from "./order-act.ts";

/** What became of an act's event: `unsent` is certain, `unknown` may have arrived and is never sent again by itself. */
export type ActOutcome = { outcome: "sent" } | { outcome: "unsent" | "unknown"; why: string };

const states: Record<ActOutcome["outcome"], StepState> = {
  sent: "waiting",
  unsent: "failed",
  unknown: "unknown",
};

/** Keeps what became of an event and tells the thread. The caller holds the incident's lock. */
export async function settleAct(
  { clock }: Pick<Ports, "clock">,
  tx: Tx,
  { incidentId, stepId, seq }: ActShow,
  became: ActOutcome,
): Promise<void> {
  const entry = (await tx.timeline(incidentId)).find((each) => each.seq === seq);
  const event = entry?.body.event ?? stepId;
  const now = clock();
  const body = { step: stepId, event, request: seq, ...("why" in became ? { why: wordsOf(became) } : {}) };
  const action = became.outcome === "sent" ? "act.send" : "act.fail";
  await tx.record(incidentId, { actor: { kind: "system" }, action, body }, now);

  const record = await tx.step(incidentId, stepId);
  if (record?.state === "queued")
    await tx.saveStep({ ...record, state: states[became.outcome] }, record.version);
  const approval = approvalOn(await tx.approvals(incidentId), stepId);
  // What certainly did not go out has not used its approval, as long as that is good.
  if (became.outcome === "unsent" && approval?.state === "used" && approval.id === entry?.body.approval)
    await tx.saveApproval({ ...approval, state: now < approval.expiresAt ? "approved" : "expired" });
  await tx.say({ show: "step", incidentId, stepId });
  await tx.say({ show: "incident", incidentId });
}

const wordsOf = ({ outcome, why }: Extract<ActOutcome, { why: string }>): string =>
  outcome === "unknown"
    ? `it may have arrived all the same, so it is not sent again. ${why}`
    : `nothing was sent. ${why}`;
