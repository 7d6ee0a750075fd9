import type { Asked } from "../../domain/asked.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { type Waiting, waitingIn } from "../../domain/incident/waiting.ts";
import { isAllowed } from "../../domain/permission.ts";
import type { Actor } from "../../domain/responder.ts";
import { type Ports, shownKey } from "../ports.ts";

/** Of so many incidents at most somebody is told what waits for them there. */
const mostIncidents = 20;

/** What waits for a person: in one incident, or in all open ones that concern them or ask for an approval. */
export async function whatWaits(
  { store, runbooks }: Pick<Ports, "store" | "runbooks">,
  { actor, incidentId }: { actor: Actor; incidentId?: string },
): Promise<Waiting[]> {
  if (actor.kind === "system") return [];
  const found =
    incidentId === undefined
      ? await store.incidentsOf(actor.id, mostIncidents, "approvals")
      : [await store.incident(incidentId)];
  const waiting = await Promise.all(
    found
      .filter((incident): incident is Incident => incident !== undefined)
      .filter((incident) => isAllowed(actor, "incident.read", incident))
      .map((incident) => waitingHere({ store, runbooks }, incident, actor)),
  );
  return waiting.flat();
}

async function waitingHere(
  { store, runbooks }: Pick<Ports, "store" | "runbooks">,
  incident: Incident,
  actor: Actor,
): Promise<Waiting[]> {
  const runbook = incident.runbook ? runbooks.byId(incident.runbook.id) : undefined;
  if (runbook === undefined) return [];
  const { id: incidentId } = incident;
  const [steps, approvals] = await Promise.all([store.steps(incidentId), store.approvals(incidentId)]);
  const questions = new Set(runbook.steps.filter(({ kind }) => kind === "ask").map(({ id }) => id));
  const asked = await Promise.all(
    steps
      .filter(({ stepId, answer }) => !answer && questions.has(stepId))
      .map(({ stepId, position }) => store.asked(incidentId, stepId, position)),
  );
  const known = asked.filter((each): each is Asked => each !== undefined);
  const waiting = waitingIn({ incident, steps, approvals, asked: known, runbook }, actor);
  return Promise.all(
    waiting.map(async (each) => {
      const show = { show: "step" as const, incidentId, stepId: each.step.stepId };
      const place = await store.shown(incidentId, shownKey(show));
      return place === undefined ? each : { ...each, place };
    }),
  );
}
