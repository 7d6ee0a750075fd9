import { ConflictError } from "../../domain/errors.ts";
import { requirePermission } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import type { Ports } from "../ports.ts";
import { knownRun } from "./known-run.ts";

/** Puts all rows that were kept of a run into the thread as a file. */
export async function sayRows(
  { store, clock }: Pick<Ports, "store" | "clock">,
  { runId, actor }: { runId: string; actor: Actor },
): Promise<void> {
  const run = knownRun(await store.run(runId));
  requirePermission(actor, "rows.export", await store.incident(run.incidentId));
  if (run.state !== "done") throw new ConflictError("This run has no rows yet.");
  const { incidentId } = run;
  await store.transaction(async (tx) => {
    await tx.say({ show: "rows", incidentId, runId });
    const entry = { actor: actorRef(actor), action: "rows.export", outcome: "allowed" as const, incidentId };
    await tx.audit({ ...entry, detail: `run ${runId}` }, clock());
  });
}
