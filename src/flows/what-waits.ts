import type { Asked } from "../domain/asked.ts";
import type { Incident } from "../domain/incident.ts";
import { isAllowed } from "../domain/permission.ts";
import type { Actor } from "../domain/responder.ts";
import { type Waiting, waitingIn } from "../domain/waiting.ts";
import type { Ports } from "./ports.ts";

/** Of so many incidents at most somebody is told what waits for them there. */
const mostIncidents = 20;

/** What waits for a person: in one incident, or in all open ones that concern them. */
export async function whatWaits(
  { store, runbooks }: Pick<Ports, "store" | "runbooks">,
  { actor, incidentId }: { actor: Actor; incidentId?: string },
): Promise<Waiting[]> {
  if (actor.kind === "system") return [];
  const incidents =
    incidentId === undefined
      ? await store.incidentsOf(actor.id, mostIncidents)
      : [await store.incident(incidentId)];
  const mine = incidents.filter(
    (incident): incident is Incident => incident !== undefined && isAllowed(actor, "incident.read", incident),
  );
  return whatWaitsIn({ store, runbooks }, mine, actor);
}

/** The same of incidents that were read already. */
export async function whatWaitsIn(
  { store, runbooks }: Pick<Ports, "store" | "runbooks">,
  incidents: readonly Incident[],
  actor: Actor,
): Promise<Waiting[]> {
  const all = await Promise.all(
    incidents.slice(0, mostIncidents).map(async (incident) => {
      const runbook = incident.runbook ? runbooks.byId(incident.runbook.id) : undefined;
      if (runbook === undefined) return [];
      const [steps, approvals] = await Promise.all([store.steps(incident.id), store.approvals(incident.id)]);
      const asks = steps.filter(
        ({ stepId, answer }) =>
          !answer && runbook.steps.some(({ id, kind }) => id === stepId && kind === "ask"),
      );
      const asked = await Promise.all(
        asks.map(({ stepId, position }) => store.asked(incident.id, stepId, position)),
      );
      const known = asked.filter((each): each is Asked => each !== undefined);
      return waitingIn({ incident, steps, approvals, asked: known, runbook }, actor);
    }),
  );
  return all.flat();
}
