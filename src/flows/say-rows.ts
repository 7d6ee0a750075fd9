import { ConflictError, NotFoundError } from "../domain/errors.ts";
import { requirePermission } from "../domain/permission.ts";
import type { Actor } from "../domain/responder.ts";
import type { Ports } from "./ports.ts";

/** Puts all rows that were kept of a run into the thread as a file. */
export async function sayRows(
  { store }: Pick<Ports, "store">,
  { runId, actor }: { runId: string; actor: Actor },
): Promise<void> {
  const run = await store.run(runId);
  if (run === undefined)
    throw new NotFoundError("This run is not known. Use the newest message of the thread.");
  requirePermission(actor, "run.request", await store.incident(run.incidentId));
  if (run.state !== "done") throw new ConflictError("This run has no rows yet.");
  await store.transaction((tx) => tx.say({ show: "rows", incidentId: run.incidentId, runId }));
}
