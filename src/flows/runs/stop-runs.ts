import type { Incident } from "../../domain/incident/incident.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { hasEnded } from "../../domain/run/run.ts";
import type { Tx } from "../ports.ts";
import { sayStep } from "../runbook/say-step.ts";
import { settleStep } from "../runbook/settle-step.ts";
import { sayRun } from "./say-run.ts";

/** Cancels what still runs or waits for an incident that comes to its end, and shows its steps as they are then. */
export async function stopRuns(tx: Tx, { id }: Pick<Incident, "id">, actor: Actor, now: Date): Promise<void> {
  for (const run of await tx.runs(id)) {
    if (run.asksAgainAt) await sayRun(tx, run);
    if (hasEnded(run.state)) continue;
    await tx.saveRun({ ...run, state: "cancelled", endedAt: now, cancelledBy: actorRef(actor) });
    await settleStep(tx, run, "cancelled");
    // Should the incident be opened again, so is the question.
    if (run.again?.why === "settled") await tx.setAsksAgain(run.again.previous, now);
    const stopped = { run: run.id, title: run.title };
    await tx.record(id, { actor: actorRef(actor), action: "run.cancel", body: stopped }, now);
    await sayRun(tx, run);
  }
  for (const step of await tx.steps(id)) await sayStep(tx, step);
}
