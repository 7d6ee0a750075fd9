import { CairnError, ConflictError } from "../domain/errors.ts";
import { system } from "../domain/responder.ts";
import { answerStep } from "./answer-step.ts";
import { maxAttempts } from "./execute-run.ts";
import { failRun } from "./fail-run.ts";
import type { Ports } from "./ports.ts";

const queuedForMs = 5_000;

/** Rings again for runs nobody works on, and answers asks whose time is up. */
export async function sweep(ports: Pick<Ports, "store" | "clock" | "doorbell" | "runbooks">): Promise<void> {
  const { store, clock, doorbell, runbooks } = ports;
  for (const run of await store.transaction((tx) => tx.idleRuns(queuedForMs))) {
    if (run.attempt < maxAttempts) await doorbell.ring(run.id);
    else await failRun(ports, run, gaveUp);
  }
  for (const step of await store.transaction((tx) => tx.expiredSteps(clock()))) {
    const incident = await store.incident(step.incidentId);
    const definition = incident?.runbook
      ? runbooks.byId(incident.runbook.id)?.steps.find(({ id }) => id === step.stepId)
      : undefined;
    if (definition?.kind !== "ask" || incident?.state === "resolved") continue;
    const { incidentId, stepId, version } = step;
    const answer = { incidentId, stepId, version, value: definition.otherwise, actor: system };
    try {
      await answerStep(ports, { ...answer, note: "Nobody answered in time." });
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error; // somebody answered meanwhile
    }
  }
}

const gaveUp = new CairnError(
  "gave_up",
  `This was tried ${maxAttempts} times and never came to an end. Run it again, or ask for a shorter window.`,
);
