import { ConflictError } from "../../domain/errors.ts";
import { mayKnow, unknownIncident } from "../../domain/permission.ts";
import type { QueryEngineName } from "../../domain/query/query.ts";
import type { Actor } from "../../domain/responder.ts";
import { hasEnded, type Run } from "../../domain/run/run.ts";
import type { Ports } from "../ports.ts";
import { cancelRun } from "./cancel-run.ts";
import { requestRun } from "./request-run.ts";

type Needs = Parameters<typeof requestRun>[0];

/** Runs a step with the engine that somebody chose; a run of it that is under way is cancelled first. */
export async function askWith(
  ports: Needs & Pick<Ports, "doorbell">,
  {
    incidentId,
    stepId,
    engine,
    actor,
  }: { incidentId: string; stepId: string; engine: QueryEngineName; actor: Actor },
): Promise<Run> {
  const incident = await ports.store.incident(incidentId);
  if (incident === undefined || !mayKnow(actor, incident)) throw unknownIncident();
  const step = await ports.store.step(incidentId, stepId);
  const run = step?.runId ? await ports.store.run(step.runId) : undefined;
  if (run && !hasEnded(run.state)) {
    if (run.plan?.engine === engine)
      throw new ConflictError(`${engine} is being asked already. Its answer will show in the thread.`);
    await cancelRun(ports, { runId: run.id, actor });
  }
  return requestRun(ports, { incidentId, stepId, engine, actor });
}
