import { CairnError } from "../../domain/errors.ts";
import type { Answer } from "../../domain/query/query.ts";
import type { Run } from "../../domain/run/run.ts";
import type { Ports } from "../ports.ts";
import { settleStep } from "../runbook/settle-step.ts";
import { askedBy, askRun } from "./ask-run.ts";
import { withRecorded } from "./check-recorded.ts";
import { executeTrace } from "./execute-trace.ts";
import { failRun } from "./fail-run.ts";
import { keepAnswer } from "./keep-answer.ts";
import { keepRunAlive, leaseMs } from "./keep-run-alive.ts";
import { markFirstSeen, withFirstSeen } from "./mark-first-seen.ts";
import { ringTraces } from "./queue-trace.ts";
import { sayRun } from "./say-run.ts";
import { claimedToGoOn, ringWaiting } from "./share-run.ts";

type Needs = Pick<
  Ports,
  "settings" | "store" | "clock" | "every" | "enginesFor" | "coverage" | "people" | "runbooks" | "doorbell"
>;

export const maxAttempts = 5;

/** Asks what a queued run asks, keeps its answer and tells the thread. Does nothing when the run is not due. */
export async function executeRun(ports: Needs, runId: string): Promise<void> {
  const run = await ports.store.transaction(async (tx) => {
    const due = await tx.claimRun(runId, leaseMs);
    const claimed = due && (await claimedToGoOn(tx, due, ports.clock()));
    if (claimed === undefined) return undefined;
    await settleStep(tx, claimed, "running");
    await sayRun(tx, claimed);
    return claimed;
  });
  if (run === undefined) return;

  const life = keepRunAlive(ports, run);
  let answered: Answer | undefined;
  try {
    if (run.query.trace) return await executeTrace(ports, run, life);
    const answer = await askRun(ports, run, life);
    const told = await withRecorded(ports, run, { askedBy: askedBy(run), signal: life.signal }, answer);
    const compared = run.query.firstSeen ? await withFirstSeen(ports, run, told, life.signal) : told;
    await keepAnswer(ports, run, compared);
    answered = compared;
    await ringTraces(ports, run.incidentId);
  } catch (error) {
    if (life.lost()) return;
    await putBackOrFail(ports, run, error);
  } finally {
    life.end();
    // Should this fail, the sweeper rings for them.
    await ringWaiting(ports, run.id).catch(() => {});
  }
  // After the answer is posted: what is new in it is worth an edit, not a delay.
  if (answered) await markFirstSeen(ports, run, answered.firstSeen);
}

/** What may pass is tried again from the queue; the rest is told to the thread. */
async function putBackOrFail(ports: Needs, run: Run, error: unknown): Promise<void> {
  const passing = !(error instanceof CairnError) || error.retryable;
  if (passing && run.attempt < maxAttempts) {
    const ours = await ports.store.transaction(async (tx) => {
      if (!(await tx.saveRun({ ...run, state: "queued" }))) return false;
      await settleStep(tx, run, "queued");
      await sayRun(tx, run);
      return true;
    });
    // Rung again later; unless it was cancelled or taken over before we noticed.
    if (ours) throw error;
    return;
  }
  await failRun(ports, run, error);
  if (!(error instanceof CairnError)) throw error;
}
