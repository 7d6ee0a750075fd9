import { CairnError, ConflictError } from "../domain/errors.ts";
import { requirePermission, requireRunbookAccess } from "../domain/permission.ts";
import { askFollowing } from "../domain/query/follow.ts";
import type { Answer } from "../domain/query/query.ts";
import type { Run } from "../domain/run.ts";
import type { AskedBy, Ports, QueryEngine } from "./ports.ts";
import { pinnedRunbook } from "./request-run.ts";

type Needs = Pick<Ports, "store" | "people" | "runbooks" | "enginesFor">;

/** Puts a run's question to its engine, if who asked may still ask it. */
export async function askRun(
  { store, people, runbooks, enginesFor }: Needs,
  run: Run,
  life: Parameters<QueryEngine["ask"]>[1],
): Promise<Answer> {
  const incident = await store.incident(run.incidentId);
  if (incident === undefined) throw new CairnError("no_incident", "The incident of this run is gone.");
  const actor = run.requestedBy.kind === "system" ? run.requestedBy : await people.actor(run.requestedBy.id);
  if (run.stepId === null) requirePermission(actor, "run.request", incident);
  else {
    if (incident.runbook?.hash !== run.runbookHash)
      throw new ConflictError("Another runbook was started meanwhile, so this was not asked. Go on there.");
    requireRunbookAccess(actor, "run.request", pinnedRunbook(incident, runbooks));
  }

  const engine = enginesFor(run.account).find(({ name }) => name === run.plan?.engine);
  if (engine === undefined)
    throw new CairnError(
      "no_engine",
      `The engine ${run.plan?.engine} is no longer configured for ${run.account}.`,
    );
  const { window, account, regions } = run;
  return askFollowing(run.query, (query) =>
    engine.ask({ query, window, account, regions, askedBy: askedBy(run) }, life),
  );
}

export const askedBy = ({ requestedBy, incidentId }: Pick<Run, "requestedBy" | "incidentId">): AskedBy => ({
  name: requestedBy.kind === "system" ? "cairn" : requestedBy.id,
  incident: incidentId,
});
