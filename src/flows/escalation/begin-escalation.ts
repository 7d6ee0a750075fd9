import { routeFor } from "../../domain/alarm/route.ts";
import { beginClimb, isUrgentEnough, isWaiting } from "../../domain/escalation/escalation.ts";
import { isChannel, type Ladder, ladderFor } from "../../domain/escalation/ladder.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import type { Ports, Tx } from "../ports.ts";

/**
 * Starts the ladder of an incident that waits for somebody; once, unless it starts `anew` because the incident was
 * opened again or woke. The caller holds the incident's lock.
 */
export async function beginEscalation(
  { settings, clock }: Pick<Ports, "settings" | "clock">,
  tx: Tx,
  incident: Incident,
  { anew = false } = {},
): Promise<void> {
  const ladder = ladderOf(settings, incident);
  if (ladder === undefined || !isWaiting(incident) || !isUrgentEnough(incident.severity, ladder.from)) return;
  const before = await tx.escalation(incident.id);
  if (before !== undefined && !anew) return;
  await tx.saveEscalation(beginClimb(ladder, { incidentId: incident.id, now: clock(), before }));
}

/** The ladder that the settings give an incident. */
export function ladderOf(
  settings: Ports["settings"],
  incident: Pick<Incident, "alarm" | "private">,
): (Ladder & { name: string }) | undefined {
  const { alarm } = incident;
  const ladder = ladderFor(alarm ? routeFor(alarm, settings.routes) : undefined, settings);
  if (ladder === undefined || !incident.private) return ladder;
  // What is private is not told in another channel.
  const rungs = ladder.rungs
    .map((rung) => ({ ...rung, notify: rung.notify.filter((id) => !isChannel(id)) }))
    .filter(({ notify }) => notify.length > 0);
  return rungs.length > 0 ? { ...ladder, rungs } : undefined;
}
