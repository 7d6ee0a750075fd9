import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { markAbsorbed, markMerged, requireMergeable } from "../../domain/incident/merge.ts";
import { requirePermission, unknownIncident } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { mergeLock } from "../ports/tending.ts";
import type { Ports, Tx } from "../ports.ts";
import { stopRuns } from "../runs/stop-runs.ts";
import { proposalStill } from "./proposal-still.ts";

/**
 * Ends one incident in favour of another: its alarms go there from now on, what runs for it is stopped, its timeline
 * stays its own. Each thread points to the other.
 */
export async function mergeIncident(
  { store, clock }: Pick<Ports, "store" | "clock">,
  { incidentId, into: intoId, actor }: { incidentId: string; into: string; actor: Actor },
): Promise<{ from: Incident; into: Incident }> {
  return store.transaction(async (tx) => {
    const first = [await mayMerge(tx, incidentId, actor), await mayMerge(tx, intoId, actor)];
    // As whoever takes alarms of both in one transaction does.
    const groups = first.flatMap(({ groupKey }) => groupKey ?? []);
    await tx.lookAhead({ alarms: [], groups: [], locks: [groups, [mergeLock]] });
    // Looked at before they are locked: who is refused keeps nobody waiting.
    const seen = [await mayMerge(tx, incidentId, actor), await mayMerge(tx, intoId, actor)] as const;
    requireMergeable(...seen);
    // In one order, the older one first, as whoever reopens one does who meets its successor.
    const [older, newer] = seen[0].number < seen[1].number ? seen : [seen[1], seen[0]];
    const locked = [await tx.lockIncident(older.id), await tx.lockIncident(newer.id)];
    const from = locked.find(({ id }) => id === incidentId) ?? seen[0];
    const into = locked.find(({ id }) => id === intoId) ?? seen[1];
    for (const each of [from, into]) requirePermission(actor, "incident.merge", each);

    const now = clock();
    const merged = markMerged(from, into, now);
    await stopRuns(tx, from, actor, now);
    await tx.saveIncident(merged);
    const absorbed = markAbsorbed(into, from, await tx.adoptAlarms(from.id, into.id));
    const proposal = await proposalStill(tx, absorbed, `an alarm of ${shortId(from)}`, now);
    await tx.saveIncident({ ...absorbed, proposal });
    await tell(tx, merged, { ...absorbed, proposal }, { before: into, actor, now, proposed: from.proposal });
    return { from: merged, into: absorbed };
  });
}

async function mayMerge(tx: Tx, id: string, actor: Actor): Promise<Incident> {
  const incident = await tx.incident(id);
  if (incident === undefined) throw unknownIncident();
  requirePermission(actor, "incident.merge", incident);
  return incident;
}

async function tell(
  tx: Tx,
  from: Incident,
  into: Incident,
  how: { before: Incident; actor: Actor; now: Date; proposed: Incident["proposal"] },
): Promise<void> {
  const actor = actorRef(how.actor);
  const there = { into: shortId(into), incident: into.id, title: into.title };
  const end = await tx.record(from.id, { actor, action: "incident.merge", body: there }, how.now);
  const here = {
    ...{ from: shortId(from), incident: from.id, title: from.title, alarms: from.counts.alarms },
    ...(into.severity === how.before.severity ? {} : { severity: into.severity }),
  };
  const news = await tx.record(into.id, { actor, action: "incident.absorb", body: here }, how.now);
  for (const [incidentId, seq] of [
    [from.id, end.seq],
    [into.id, news.seq],
  ] as const) {
    await tx.say({ show: "incident", incidentId });
    await tx.say({ show: "entry", incidentId, seq });
    await tx.say({ show: "event", incidentId, seq });
  }
  if (how.proposed) await tx.say({ show: "entry", incidentId: from.id, seq: how.proposed.seq });
}
