import { ConflictError, InputError } from "../../domain/errors.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { nextStep } from "../../domain/runbook/rules.ts";
import type { Step } from "../../domain/runbook/schema.ts";
import type { StepRecord } from "../../domain/step.ts";
import type { Ports } from "../ports.ts";
import { ringTraces } from "../runs/queue-trace.ts";
import { requireVersion } from "../runs/request-run.ts";
import { enterStep } from "./enter-step.ts";
import { sayStep } from "./say-step.ts";
import { stepToChange } from "./step-to-change.ts";

const longestReason = 500;

/** Leaves a step out, with a reason that is kept, and goes on with the next one. A query can be run later all the same. */
export async function skipStep(
  ports: Pick<Ports, "store" | "clock" | "runbooks" | "doorbell">,
  {
    incidentId,
    stepId,
    version,
    reason: given,
    actor,
  }: { incidentId: string; stepId: string; version: number; reason: string; actor: Actor },
): Promise<void> {
  const reason = given.trim();
  if (reason === "" || reason.length > longestReason) {
    const fault = reason === "" ? "Say why it may be left out." : `At most ${longestReason} characters.`;
    throw new InputError(fault, { fields: { reason: fault } });
  }
  await ports.store.transaction(async (tx) => {
    const asked = { incidentId, stepId, actor, action: "step.skip" } as const;
    const { incident, runbook, step, record } = await stepToChange(tx, ports.runbooks, asked);
    requireSkippable(step, record);
    requireVersion(record, version);

    const now = ports.clock();
    const by = actorRef(actor);
    const skipped: StepRecord = {
      ...record,
      state: "skipped",
      expiresAt: null,
      skipped: { by, at: now, reason },
    };
    if (!(await tx.saveStep(skipped, record.version)))
      throw new ConflictError("Somebody was faster. Look at the step's message.");
    const body = { step: stepId, title: step.title, why: reason };
    await tx.record(incidentId, { actor: by, action: "step.skip", body }, now);
    await sayStep(tx, record);
    if (incident.nextStep !== stepId) return;
    const facts = await tx.facts(incidentId);
    await enterStep(ports, tx, { incident, runbook, facts, next: nextStep(runbook, step, undefined, facts) });
  });
  await ringTraces(ports, incidentId);
}

function requireSkippable({ kind, title }: Step, { state, runId }: StepRecord): void {
  if (kind === "finish") throw new ConflictError("The end of a runbook is not left out: finish it.");
  if (kind === "approve")
    throw new ConflictError("What waits for an approval is rejected rather than left out. Reject it.");
  if (kind === "act" && state !== "ready" && state !== "failed")
    throw new ConflictError("The event may have gone out. Say what became of it instead.");
  if (state === "queued" || state === "running")
    throw new ConflictError(`"${title}" is under way. Cancel it first.`);
  if (state === "waiting" && runId !== null)
    throw new ConflictError(`"${title}" asks again by itself. Stop it instead.`);
  if (state === "done") throw new ConflictError("This step is already answered.");
  if (state === "skipped") throw new ConflictError("This step was left out already.");
}
