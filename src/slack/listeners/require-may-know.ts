import { mayKnow, unknownIncident } from "../../domain/permission.ts";
import type { Ref } from "../ids.ts";
import type { Desk, Wish } from "./desk.ts";

/** What stands in a button or a form passes through people's own clients: it lets nobody into a private incident. */
export async function requireMayKnow(
  { reads }: Pick<Desk, "reads">,
  actor: Wish["actor"],
  { incidentId }: Pick<Ref, "incidentId">,
): Promise<void> {
  if (incidentId === undefined) return;
  const incident = await reads.incident(incidentId);
  if (incident && !mayKnow(actor, incident)) throw unknownIncident();
}
