import type { Incident } from "../../domain/incident/incident.ts";
import { requirePermission, unknownIncident } from "../../domain/permission.ts";
import type { Actor } from "../../domain/responder.ts";
import type { Ports } from "../ports.ts";

/** The incident of this number for somebody who may read it; else the same answer as for one that is not there. */
export async function readIncident(
  { store }: { store: Pick<Ports["store"], "incidentByNumber"> },
  { number, actor }: { number: number; actor: Actor },
): Promise<Incident> {
  const incident = await store.incidentByNumber(number);
  if (incident === undefined) throw unknownIncident();
  requirePermission(actor, "incident.read", incident);
  return incident;
}
