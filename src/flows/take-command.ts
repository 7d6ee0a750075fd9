import { CairnError } from "../domain/errors.ts";
import { markCommander } from "../domain/incident/incident.ts";
import type { Actor } from "../domain/responder.ts";
import { changeIncident } from "./incidents/change-incident.ts";
import type { Ports } from "./ports.ts";

/** Makes the actor the incident's commander. */
export async function takeCommand(
  ports: Pick<Ports, "store" | "clock">,
  { incidentId, actor }: { incidentId: string; actor: Actor },
): Promise<void> {
  if (actor.kind === "system") throw new CairnError("system_commander", "Only a person can take command.");
  await changeIncident(ports, {
    incidentId,
    actor,
    action: "incident.take",
    inThread: true,
    decide: (incident) => markCommander(incident, { id: actor.id, name: actor.name }),
  });
}
