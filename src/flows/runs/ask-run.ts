import { CairnError, ConflictError } from "../../domain/errors.ts";
import { requirePermission, requireRunbookAccess } from "../../domain/permission.ts";
import { askAll } from "../../domain/query/each.ts";
import type { Answer } from "../../domain/query/query.ts";
import type { Run } from "../../domain/run/run.ts";
import type { AskedBy, Asking, Ports } from "../ports.ts";
import { askEverywhere } from "./ask-everywhere.ts";
import { pinnedRunbook } from "./request-run.ts";
import { sharedAnswer } from "./share-run.ts";

type Needs = Pick<Ports, "store" | "people" | "runbooks" | "enginesFor">;

/** Puts a run's question to its engines, or takes the answer it shares, if who asked may still ask it. */
export async function askRun(
  { store, people, runbooks, enginesFor }: Needs,
  run: Run,
  life: Pick<Asking, "signal" | "progress">,
): Promise<Answer> {
  const incident = await store.incident(run.incidentId);
  if (incident === undefined) throw new CairnError("no_incident", "The incident of this run is gone.");
  const actor = run.requestedBy.kind === "system" ? run.requestedBy : await people.actor(run.requestedBy.id);
  if (run.stepId === null) requirePermission(actor, "run.request", incident);
  else {
    if (incident.runbook?.hash !== run.runbookHash)
      throw new ConflictError("Another runbook was started meanwhile, so this was not asked. Go on there.");
    requireRunbookAccess(actor, "run.request", pinnedRunbook(incident, runbooks), incident);
  }

  const shared = await sharedAnswer(store, run);
  if (shared) return shared;
  const { window, account, regions, plan } = run;
  const targets = run.targets ?? [{ account, regions, engine: plan?.engine ?? null }];
  return askAll(run.query, (query) =>
    askEverywhere({ enginesFor }, targets, { query, window, askedBy: askedBy(run) }, life),
  );
}

export const askedBy = ({ requestedBy, incidentId }: Pick<Run, "requestedBy" | "incidentId">): AskedBy => ({
  name: requestedBy.kind === "system" ? "cairn" : requestedBy.id,
  incident: incidentId,
});
