import { ConflictError } from "../domain/errors.ts";
import { requirePermission } from "../domain/permission.ts";
import { type Actor, actorRef } from "../domain/responder.ts";
import type { Ports } from "./ports.ts";
import { knownRun } from "./runs/known-run.ts";

/** Puts the command lines of a run into the thread as a file. */
export async function sayCommand(
  { store, clock }: Pick<Ports, "store" | "clock">,
  { runId, actor }: { runId: string; actor: Actor },
): Promise<void> {
  const run = knownRun(await store.run(runId));
  requirePermission(actor, "rows.export", await store.incident(run.incidentId));
  if (run.plan === null)
    throw new ConflictError("This run has no command lines: nothing was planned for it.");
  const { incidentId } = run;
  await store.transaction(async (tx) => {
    await tx.say({ show: "command", incidentId, runId });
    const entry = { actor: actorRef(actor), action: "rows.export", outcome: "allowed" as const, incidentId };
    await tx.audit({ ...entry, detail: `command lines of run ${runId}` }, clock());
  });
}
