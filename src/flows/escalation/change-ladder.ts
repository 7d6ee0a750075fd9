import { beginClimb } from "../../domain/escalation/escalation.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import type { Ports, Tx } from "../ports.ts";
import { beginEscalation, ladderOf } from "./begin-escalation.ts";
import { stopEscalation } from "./stop-escalation.ts";

/**
 * The ladder that an incident's tags give it instead of another, as long as nobody was called and nobody has answered.
 * Resolves to its name when it is another one. The caller holds the incident's lock.
 */
export async function changeLadder(
  ports: Pick<Ports, "settings" | "clock">,
  tx: Tx,
  before: Incident,
  now: Incident,
): Promise<string | undefined> {
  const known = await tx.escalation(now.id);
  const ladder = ladderOf(ports.settings, now);
  const fits = known === undefined || (known.dueAt !== null && known.calls.length === 0);
  if (ladder === undefined || !fits || known?.ladder === ladder.name) {
    await beginEscalation(ports, tx, now);
    await stopEscalation(tx, before, now);
    return undefined;
  }
  if (known === undefined) {
    await beginEscalation(ports, tx, now);
    return (await tx.escalation(now.id)) && ladderOf(ports.settings, before)?.name !== ladder.name
      ? ladder.name
      : undefined;
  }
  const begun = beginClimb(ladder, { incidentId: now.id, now: known.begunAt, before: known });
  await tx.saveEscalation(begun);
  return ladder.name;
}
