import { ConflictError, InputError } from "../domain/errors.ts";
import { type Incident, requireOpen } from "../domain/incident.ts";
import { requireRunbookAccess } from "../domain/permission.ts";
import { type Actor, actorRef } from "../domain/responder.ts";
import type { Step } from "../domain/runbook/schema.ts";
import type { StepResult } from "../domain/runbook/step-result.ts";
import { stepOf } from "../domain/runbook/walk.ts";
import { concludeStep } from "./conclude-step.ts";
import type { Ports } from "./ports.ts";
import { pinnedRunbook, requireVersion } from "./request-run.ts";

/** Takes a person's word on an ask, a choice, an instruction or the finish, and goes on to the next step. */
export async function answerStep(
  ports: Pick<Ports, "store" | "clock" | "runbooks">,
  answer: {
    incidentId: string;
    stepId: string;
    version: number;
    /** An answer's or option's id; `done` for instructions and the finish. */
    value: string;
    note?: string;
    actor: Actor;
  },
): Promise<void> {
  const { incidentId, stepId, actor } = answer;
  const note = answer.note?.trim() || undefined;
  await ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    const runbook = pinnedRunbook(incident, ports.runbooks);
    requireRunbookAccess(actor, "step.answer", runbook);
    requireOpen(incident);
    const step = stepOf(runbook, stepId);
    const record = await tx.step(incidentId, stepId);
    if (record === undefined) throw new ConflictError("This step is not due yet.");
    requireVersion(record, answer.version);
    if (record.state === "skipped")
      throw new ConflictError("This step was left out: the runbook was started anew. Go on there.");
    if (record.state !== "waiting") throw new ConflictError("This step is already answered.");
    const label = requireAnswer(step, answer.value, note);

    const now = ports.clock();
    const by = actorRef(actor);
    const kept = await tx.saveStep(
      { ...record, state: "done", expiresAt: null, answer: { value: answer.value, by, at: now } },
      record.version,
    );
    if (!kept) throw new ConflictError("Somebody was faster. Look at the step's message.");
    const body = { step: stepId, title: step.title, answer: label, ...(note === undefined ? {} : { note }) };
    await tx.record(incidentId, { actor: by, action: "step.answer", body }, now);
    await tx.say({ show: "step", incidentId, stepId });
    if (step.kind === "finish") return finishRunbook(step, incident);
    await concludeStep(ports, tx, { incident, runbook, step, result: resultOf(step, answer.value, note) });

    async function finishRunbook({ outcome }: { outcome: string }, finished: Incident): Promise<void> {
      await tx.saveIncident({ ...finished, nextStep: null });
      await tx.record(incidentId, { actor: by, action: "runbook.finish", body: { outcome } }, now);
      await tx.say({ show: "incident", incidentId });
    }
  });
}

/** The label of an answer that this step takes. */
function requireAnswer(step: Step, value: string, note: string | undefined): string {
  const labels =
    step.kind === "ask" ? step.answers : step.kind === "choose" ? step.options : { done: "Done" };
  const label = Object.hasOwn(labels, value) ? labels[value as keyof typeof labels] : undefined;
  if (label === undefined)
    throw new InputError(
      `"${value}" is no answer to "${step.title}". There is ${Object.keys(labels).join(", ")}.`,
    );
  if (step.kind === "instruct" && step.note === "required" && note === undefined)
    throw new InputError(`"${step.title}" needs a note: say what you did and what you saw.`);
  return label;
}

function resultOf(step: Step, value: string, note: string | undefined): StepResult {
  if (step.kind === "ask") return { kind: "ask", answer: value };
  if (step.kind === "choose") return { kind: "choose", choice: value };
  return { kind: "instruct", note };
}
