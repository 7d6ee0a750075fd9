import { routeFor } from "../../domain/alarm/route.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { isQuietEnough, isUnderWay, type Resolve } from "../../domain/incident/quiet.ts";
import { system } from "../../domain/responder.ts";
import type { Ports, Tx } from "../ports.ts";
import { resolveIncidentIn } from "./resolve-incident.ts";

type Needs = Pick<Ports, "store" | "clock" | "settings">;

/**
 * Proposes to resolve what has been quiet for long enough, once for each quiet period, or resolves it, as the incident's
 * route says. Many processes may do it at once. What one incident breaks is told last.
 */
export async function settleQuiet(ports: Needs): Promise<void> {
  const faults: unknown[] = [];
  for (const { incidentId } of await ports.store.transaction((tx) => tx.quietIncidents()))
    await settle(ports, incidentId).catch((error: unknown) => faults.push(error));
  if (faults.length > 0) throw faults[0];
}

async function settle(ports: Needs, incidentId: string): Promise<void> {
  await ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    const since = await tx.quietSince(incidentId);
    if (incident.state === "resolved" || incident.proposal || since === undefined) return;
    const wanted = resolveOf(ports, incident);
    const now = ports.clock();
    if (!isQuietEnough(since, now, wanted)) return;
    if (isUnderWay(incident, await tx.runs(incidentId), await tx.steps(incidentId))) return;
    await (wanted.do === "resolve"
      ? resolveIt(ports, tx, incident, since)
      : propose(tx, incident, since, now));
  });
}

function resolveOf({ settings }: Needs, { alarm }: Incident): Resolve {
  const route = alarm === null ? undefined : routeFor(alarm, settings.routes);
  return { ...settings.resolve, ...route?.resolve };
}

async function propose(tx: Tx, incident: Incident, since: Date, now: Date): Promise<void> {
  const { id } = incident;
  const body = { since: since.toISOString() };
  const { seq } = await tx.record(id, { actor: system, action: "resolve.propose", body }, now);
  await tx.saveIncident({ ...incident, proposal: { seq, since } });
  await tx.say({ show: "incident", incidentId: id });
  await tx.say({ show: "entry", incidentId: id, seq });
}

async function resolveIt(ports: Needs, tx: Tx, { id }: Incident, since: Date): Promise<void> {
  const resolution = `All its alarms have been OK since ${since.toISOString()}.`;
  await resolveIncidentIn(ports, tx, { incidentId: id, resolution, actor: system });
}
