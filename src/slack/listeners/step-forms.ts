import { NotFoundError } from "../../domain/errors.ts";
import { type Action, requireRunbookAccess } from "../../domain/permission.ts";
import { stepOf } from "../../domain/runbook/walk.ts";
import { pinnedRunbook } from "../../flows/runs/request-run.ts";
import type { Ref } from "../ids.ts";
import { skipModal } from "../views/modals.ts";
import { changeInputsModal } from "../views/step-inputs.ts";
import type { Desk, Wish } from "./desk.ts";
import { from } from "./open-modal.ts";

/** The form in which a step's inputs are changed; what is answered is asked anew with them. */
export async function openInputs(desk: Desk, wish: Wish, ref: Ref): Promise<void> {
  const { incident, runbook, step, record } = await stepFor(desk, wish, ref, "step.inputs");
  const facts = await desk.reads.facts(incident.id);
  const runs = record.state === "done";
  const about = { ...ref, ...from(wish), ...(runs ? { value: "run" } : {}) };
  await wish.open(changeInputsModal(about, { step, runbook, facts, runs }));
}

export async function openSkip(desk: Desk, wish: Wish, ref: Ref): Promise<void> {
  const { step } = await stepFor(desk, wish, ref, "step.skip");
  await wish.open(skipModal(ref, step.title, from(wish)));
}

/** Whoever may not change it gets no form. */
async function stepFor({ reads, runbooks }: Desk, { actor }: Wish, ref: Ref, action: Action) {
  const incident = ref.incidentId === undefined ? undefined : await reads.incident(ref.incidentId);
  if (incident === undefined || ref.stepId === undefined)
    throw new NotFoundError("This incident is not in the record any more.");
  const runbook = pinnedRunbook(incident, runbooks);
  requireRunbookAccess(actor, action, runbook, incident);
  const record = await reads.step(incident.id, ref.stepId);
  if (record === undefined) throw new NotFoundError("This step is not due yet.");
  return { incident, runbook, step: stepOf(runbook, ref.stepId), record };
}
