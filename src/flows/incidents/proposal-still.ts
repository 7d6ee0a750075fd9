import type { Incident } from "../../domain/incident/incident.ts";
import { system } from "../../domain/responder.ts";
import type { Tx } from "../ports.ts";

/**
 * The proposal to resolve an incident, as long as all its alarms are OK; else it is taken back, its message edited.
 * Needs the incident's lock and its alarms as they are now.
 */
export async function proposalStill(
  tx: Tx,
  { id, proposal }: Incident,
  alarm: string,
  now: Date,
): Promise<Incident["proposal"]> {
  if (proposal === undefined || (await tx.quietSince(id)) !== undefined) return proposal;
  await tx.record(id, { actor: system, action: "resolve.withdraw", body: { alarm } }, now);
  await tx.say({ show: "entry", incidentId: id, seq: proposal.seq });
  return undefined;
}
