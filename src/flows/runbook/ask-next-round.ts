import { InputError } from "../../domain/errors.ts";
import { system } from "../../domain/responder.ts";
import { roundsOf } from "../../domain/run/rounds-of.ts";
import type { Run } from "../../domain/run/run.ts";
import { renderStep } from "../../domain/runbook/render-step.ts";
import { afterRounds } from "../../domain/runbook/rounds.ts";
import type { RepeatStep, Runbook } from "../../domain/runbook/schema.ts";
import type { StepRecord } from "../../domain/step.ts";
import type { Ports, Tx } from "../ports.ts";
import { latestAnswer } from "../runs/latest-answer.ts";
import { queueAgain } from "../runs/queue-again.ts";
import { pinnedRunbook } from "../runs/request-run.ts";
import { endRounds } from "./end-rounds.ts";

type Needs = Pick<Ports, "store" | "clock" | "settings" | "newId" | "enginesFor" | "runbooks" | "doorbell">;

/** The next round of a repeat step whose time has come, once, in whichever process comes first; or its end. */
export async function askNextRound(ports: Needs, step: RepeatStep, due: StepRecord): Promise<void> {
  const queued = await ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(due.incidentId);
    const record = await tx.step(due.incidentId, due.stepId);
    if (record?.version !== due.version || record.runId === null || incident.state === "resolved")
      return undefined;
    const runbook = pinnedRunbook(incident, ports.runbooks);
    const last = await tx.run(record.runId);
    if (last === undefined) return undefined;
    const rounds = roundsOf(await tx.runs(incident.id), last);
    const after = afterRounds(
      step,
      rounds.map((each) => ({ at: each.requestedAt, held: each.round?.held ?? false })),
    );
    if ("ended" in after) {
      await endUnanswered(ports, tx, { step, runbook, record, rounds });
      return undefined;
    }
    const rendered = renderStep(step, await tx.facts(incident.id), ports.clock());
    if (rendered.kind !== "repeat") throw new InputError(`"${step.title}" does not repeat any more.`);
    const { query, window } = rendered;
    const run = await queueAgain(ports, tx, last, { why: "round", actor: system, query, window });
    // Should this round get no answer, the next one is asked all the same.
    const expiresAt = new Date(ports.clock().getTime() + step.every * 1_000);
    await tx.saveStep({ ...record, state: "queued", runId: run.id, expiresAt }, record.version);
    await tx.say({ show: "step", incidentId: incident.id, stepId: step.id });
    return run;
  });
  if (queued) await ports.doorbell.ring(queued.id);
}

/** The time was over before the last rounds got an answer. */
async function endUnanswered(
  ports: Needs,
  tx: Tx,
  {
    step,
    runbook,
    record,
    rounds,
  }: { step: RepeatStep; runbook: Runbook; record: StepRecord; rounds: readonly Run[] },
): Promise<void> {
  const incident = await tx.lockIncident(record.incidentId);
  const latest = await latestAnswer(tx, rounds);
  if (latest === undefined) {
    await tx.saveStep({ ...record, state: "failed", expiresAt: null }, record.version);
    await tx.say({ show: "step", incidentId: incident.id, stepId: step.id });
    return;
  }
  const { answer, run } = latest;
  const parts = { incident, runbook, step, answer, told: run.findings };
  await endRounds(ports, tx, { ...parts, ended: "not-quiet", by: system });
}
