import { ConflictError, InputError } from "../../domain/errors.ts";
import { type Actor, actorName, actorRef } from "../../domain/responder.ts";
import { changedInputs } from "../../domain/runbook/changed-inputs.ts";
import type { Facts } from "../../domain/runbook/facts.ts";
import { isQuestion } from "../../domain/runbook/schema.ts";
import type { Ports } from "../ports.ts";
import { requireVersion } from "../runs/request-run.ts";
import { showLiveApprovals } from "./conclude-step.ts";
import { sayStep } from "./say-step.ts";
import { stepToChange } from "./step-to-change.ts";

/** Lets a step ask with other values than the alarm and earlier steps gave; who changed what is kept. */
export async function changeInputs(
  ports: Pick<Ports, "store" | "clock" | "runbooks">,
  {
    incidentId,
    stepId,
    version,
    given,
    actor,
  }: {
    incidentId: string;
    stepId: string;
    version: number;
    /** What was typed, by the name of the input; what stays as it was may be among it. */
    given: Readonly<Record<string, string>>;
    actor: Actor;
  },
): Promise<void> {
  await ports.store.transaction(async (tx) => {
    const asked = { incidentId, stepId, actor, action: "step.inputs" } as const;
    const { runbook, step, record } = await stepToChange(tx, ports.runbooks, asked);
    if (!isQuestion(step)) throw new ConflictError(`"${step.title}" asks nothing of AWS: it has no inputs.`);
    if (record.state === "queued" || record.state === "running")
      throw new ConflictError(`"${step.title}" is under way with the inputs it has. Cancel it first.`);
    if (record.state === "waiting" && record.runId !== null)
      throw new ConflictError(`"${step.title}" asks again by itself. Stop it first.`);
    requireVersion(record, version);

    const now = ports.clock();
    const { changes, faults } = changedInputs(step, runbook, {
      facts: await tx.facts(incidentId),
      given,
      now,
    });
    const wrong = Object.values(faults);
    if (wrong.length > 0) throw new InputError(wrong.join(" "), { fields: faults });
    if (changes.length === 0)
      throw new InputError("Nothing is changed: every field says what it said before.");

    const by = actorRef(actor);
    const from = `person:${actorName(by)}`;
    const facts: Facts = Object.fromEntries(changes.map(({ name, value }) => [name, { value, from }]));
    await tx.setFacts(incidentId, facts);
    // Another version: whoever still sees the old values runs nothing by them.
    if (!(await tx.saveStep(record, record.version)))
      throw new ConflictError("Somebody was faster. Look at the step's message.");
    const kept = changes.map(({ name, label, was, now: is }) => ({ name, label, was, now: is }));
    const body = { step: stepId, title: step.title, changes: kept };
    await tx.record(incidentId, { actor: by, action: "step.inputs", body }, now);
    await sayStep(tx, record);
    await showLiveApprovals(tx, incidentId);
  });
}
