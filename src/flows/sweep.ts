import { CairnError, ConflictError } from "../domain/errors.ts";
import { system } from "../domain/responder.ts";
import type { StepRecord } from "../domain/step.ts";
import { expireApproval } from "./approval/expire-approval.ts";
import type { Ports } from "./ports.ts";
import { answerStep } from "./runbook/answer-step.ts";
import { askNextRound } from "./runbook/ask-next-round.ts";
import { remindAsked } from "./runbook/remind-asked.ts";
import { sayStep } from "./runbook/say-step.ts";
import { askSettled } from "./runs/ask-settled.ts";
import { maxAttempts } from "./runs/execute-run.ts";
import { failRun } from "./runs/fail-run.ts";

const queuedForMs = 5_000;

type Needs = Pick<Ports, "store" | "clock" | "settings" | "newId" | "doorbell" | "runbooks" | "enginesFor">;

/**
 * Rings again for runs nobody works on, answers asks whose time is up, and asks again what is due: the next round of a
 * repeat step, an answer whose window has settled. What one of them breaks is told last.
 */
export async function sweep(ports: Needs): Promise<void> {
  const { store, clock, doorbell } = ports;
  const faults: unknown[] = [];
  const forEach = async <T>(all: readonly T[], work: (each: T) => Promise<void>) => {
    for (const each of all) await work(each).catch((error: unknown) => faults.push(error));
  };
  await forEach(await store.transaction((tx) => tx.idleRuns(queuedForMs)), (run) =>
    run.attempt < maxAttempts ? doorbell.ring(run.id) : failRun(ports, run, gaveUp),
  );
  await forEach(await store.transaction((tx) => tx.expiredSteps(clock())), (step) => expire(ports, step));
  await forEach(await store.transaction((tx) => tx.runsToAskAgain(clock())), (run) => askSettled(ports, run));
  await remindAsked(ports).catch((error: unknown) => faults.push(error));
  if (faults.length > 0) throw faults[0];
}

async function expire(ports: Needs, step: StepRecord): Promise<void> {
  const incident = await ports.store.incident(step.incidentId);
  const pinned = incident?.runbook ? ports.runbooks.byId(incident.runbook.id) : undefined;
  const definition = pinned?.steps.find(({ id }) => id === step.stepId);
  const same = pinned?.hash === incident?.runbook?.hash;
  if (same && definition?.kind === "repeat") return askNextRound(ports, definition, step);
  if (same && definition?.kind === "approve") return expireApproval(ports, definition, step);
  if (!same || definition?.kind !== "ask") return stopTheClock(ports, step);

  const { incidentId, stepId, version } = step;
  const answer = { incidentId, stepId, version, value: definition.otherwise, actor: system };
  try {
    await answerStep(ports, { ...answer, note: "Nobody answered in time." });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error; // somebody answered meanwhile
  }
}

/** Its runbook was changed, exchanged or taken away: nobody can tell any more what silence means. */
async function stopTheClock({ store }: Needs, step: StepRecord): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.saveStep({ ...step, expiresAt: null }, step.version);
    await sayStep(tx, step);
  });
}

const gaveUp = new CairnError(
  "gave_up",
  `This was tried ${maxAttempts} times and never came to an end. Run it again, or ask for a shorter window.`,
);
