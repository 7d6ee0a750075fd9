import { markCommander } from "../../domain/incident/incident.ts";
import type { Actor } from "../../domain/responder.ts";
import type { Ports } from "../ports.ts";
import { changeIncident } from "./change-incident.ts";

/** Gives command to somebody else. */
export async function assignCommander(
  ports: Pick<Ports, "store" | "clock">,
  { incidentId, person, actor }: { incidentId: string; person: { id: string; name: string }; actor: Actor },
): Promise<void> {
  await changeIncident(ports, {
    incidentId,
    actor,
    action: "incident.assign",
    body: { person: person.id, name: person.name },
    inThread: true,
    decide: (incident) => markCommander(incident, person),
  });
}
