import { markAcknowledged } from "../../domain/incident/incident.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import type { Ports } from "../ports.ts";
import { changeIncident } from "./change-incident.ts";

/** Says that somebody looks at it. */
export async function acknowledgeIncident(
  ports: Pick<Ports, "store" | "clock">,
  { incidentId, actor }: { incidentId: string; actor: Actor },
): Promise<void> {
  await changeIncident(ports, {
    incidentId,
    actor,
    action: "incident.acknowledge",
    inThread: true,
    asEvent: true,
    decide: (incident, now) => markAcknowledged(incident, actorRef(actor), now),
  });
}
