import type { Asked } from "../../domain/asked.ts";
import { ConflictError, InputError } from "../../domain/errors.ts";
import { type Incident, requireOpen } from "../../domain/incident/incident.ts";
import { requireRunbookAccess } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { results } from "../../domain/runbook/act-blocks.ts";
import type { Step } from "../../domain/runbook/schema.ts";
import type { StepResult } from "../../domain/runbook/step-result.ts";
import { stepOf } from "../../domain/runbook/walk.ts";
import type { StepState } from "../../domain/step.ts";
import type { Ports } from "../ports.ts";
import { ringTraces } from "../runs/queue-trace.ts";
import { pinnedRunbook, requireVersion } from "../runs/request-run.ts";
import { concludeStep } from "./conclude-step.ts";
import { sayStep } from "./say-step.ts";

/** Takes a person's word on an ask, a choice, an instruction or the finish, and goes on to the next step. */
export async function answerStep(
  ports: Pick<Ports, "store" | "clock" | "settings" | "runbooks" | "doorbell">,
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
    const record = await tx.step(incidentId, stepId);
    const asked = record && (await tx.asked(incidentId, stepId, record.position));
    requireRunbookAccess(actor, "step.answer", runbook, { ...incident, asked: askedOf(asked, actor) });
    requireOpen(incident);
    const step = stepOf(runbook, stepId);
    if (record === undefined) throw new ConflictError("This step is not due yet.");
    requireVersion(record, answer.version);
    if (record.state === "skipped")
      throw new ConflictError("This step was left out: the runbook was started anew. Go on there.");
    if (step.kind === "act" && record.state === "queued")
      throw new ConflictError("The event is on its way. Wait until this message says what became of it.");
    if (!open(step).includes(record.state)) throw new ConflictError("This step is already answered.");
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
    await sayStep(tx, record);
    if (step.kind === "finish" && step.returns === undefined) return finishRunbook(step, incident);
    await concludeStep(ports, tx, { incident, runbook, step, result: resultOf(step, answer.value, note) });

    async function finishRunbook({ outcome }: { outcome: string }, finished: Incident): Promise<void> {
      await tx.saveIncident({ ...finished, nextStep: null });
      await tx.record(incidentId, { actor: by, action: "runbook.finish", body: { outcome } }, now);
      await tx.say({ show: "incident", incidentId });
    }
  });
  await ringTraces(ports, incidentId);
}

/** The label of an answer that this step takes. */
function requireAnswer(step: Step, value: string, note: string | undefined): string {
  const labels = labelsOf(step);
  const label = Object.hasOwn(labels, value) ? labels[value as keyof typeof labels] : undefined;
  if (label === undefined)
    throw new InputError(
      `"${value}" is no answer to "${step.title}". There is ${Object.keys(labels).join(", ")}.`,
    );
  if (step.kind === "instruct" && step.note === "required" && note === undefined)
    throw new InputError(`"${step.title}" needs a note: say what you did and what you saw.`);
  return label;
}

/** What an act's event did is for people to say, also when it was done by hand instead. */
const open = (step: Step): readonly StepState[] =>
  step.kind === "act" ? ["ready", "waiting", "failed", "unknown"] : ["waiting"];

function labelsOf(step: Step): Readonly<Record<string, string>> {
  if (step.kind === "ask") return step.answers;
  if (step.kind === "choose") return step.options;
  if (step.kind === "act") return results;
  if (step.kind === "approve")
    throw new ConflictError(`"${step.title}" is for the commander or a lead to approve or reject.`);
  return { done: "Done" };
}

function resultOf(step: Step, value: string, note: string | undefined): StepResult {
  if (step.kind === "ask") return { kind: "ask", answer: value };
  if (step.kind === "choose") return { kind: "choose", choice: value };
  if (step.kind === "act") return { kind: "act", result: value === "worked" ? "worked" : "failed" };
  if (step.kind === "finish") return { kind: "finish", outcome: step.outcome };
  return { kind: "instruct", note };
}

/** The one of those who were asked that this is, if any. */
function askedOf(asked: Asked | undefined, actor: Actor): string | undefined {
  const ids = [asked?.person?.id, asked?.also?.id];
  return ids.find((id) => actor.kind === "responder" && id === actor.id);
}
