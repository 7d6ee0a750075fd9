import { ConflictError } from "../../domain/errors.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { markUnmerged, requireUnmergeable } from "../../domain/incident/merge.ts";
import { requirePermission, unknownIncident } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { beginEscalation } from "../escalation/begin-escalation.ts";
import { mergeLock } from "../ports/tending.ts";
import type { Ports, Tx } from "../ports.ts";
import { sayStep } from "../runbook/say-step.ts";

/**
 * Takes an incident out of the one that it was merged into: it is open again, its alarms go to it as they stand now,
 * and its runbook goes on where it was. Each timeline says so.
 */
export async function unmergeIncident(
  { store, clock, settings }: Pick<Ports, "store" | "clock" | "settings">,
  { incidentId, actor }: { incidentId: string; actor: Actor },
): Promise<{ from: Incident; into: Incident }> {
  return store.transaction(async (tx) => {
    const first = await mayUnmerge(tx, incidentId, actor);
    // As whoever takes alarms of both in one transaction does.
    const groups = first.flatMap(({ groupKey }) => groupKey ?? []);
    await tx.lookAhead({ alarms: [], groups: [], locks: [groups, [mergeLock]] });
    const seen = await mayUnmerge(tx, incidentId, actor);
    // In one order, as whoever merges them does.
    const [older, newer] = seen[0].number < seen[1].number ? seen : [seen[1], seen[0]];
    const locked = [await tx.lockIncident(older.id), await tx.lockIncident(newer.id)];
    const from = locked.find(({ id }) => id === seen[0].id) ?? seen[0];
    const into = locked.find(({ id }) => id === seen[1].id) ?? seen[1];
    for (const each of [from, into]) requirePermission(actor, "incident.unmerge", each);
    requireUnmergeable(from, into);
    await requireFreeGroup(tx, from);

    const now = clock();
    const ownsGroup = from.groupKey !== null && !from.storm;
    const counts = await tx.returnAlarms(from.id, into.id, ownsGroup ? (from.resolvedAt ?? now) : undefined);
    const steps = await tx.steps(from.id);
    const opened = markUnmerged(from, counts.from, steps);
    await tx.saveIncident(opened);
    const left = { ...into, counts: { ...into.counts, ...counts.into } };
    await tx.saveIncident(left);
    await beginEscalation({ clock, settings }, tx, opened, { anew: true });
    for (const step of steps) await sayStep(tx, step);
    await tell(tx, opened, left, actor, now);
    return { from: opened, into: left };
  });
}

/** It, and the one that it was merged into. */
async function mayUnmerge(tx: Tx, id: string, actor: Actor): Promise<readonly [Incident, Incident]> {
  const from = await known(tx, id, actor);
  if (from.mergedInto === undefined)
    throw new ConflictError(`${shortId(from)} is not merged into another one, so there is nothing to undo.`);
  return [from, await known(tx, from.mergedInto.id, actor)];
}

async function known(tx: Tx, id: string, actor: Actor): Promise<Incident> {
  const incident = await tx.incident(id);
  if (incident === undefined) throw unknownIncident();
  requirePermission(actor, "incident.unmerge", incident);
  return incident;
}

/** What its alarms have opened meanwhile takes them in already. */
async function requireFreeGroup(tx: Tx, { groupKey }: Incident): Promise<void> {
  if (groupKey === null) return;
  const other = await tx.incidentOfGroup(groupKey, "open");
  if (other) throw new ConflictError(`The same alarm has meanwhile opened ${shortId(other)}; go on there.`);
}

async function tell(tx: Tx, from: Incident, into: Incident, by: Actor, now: Date): Promise<void> {
  const actor = actorRef(by);
  const there = { from: shortId(into), incident: into.id, title: into.title };
  const begin = await tx.record(from.id, { actor, action: "incident.unmerge", body: there }, now);
  const here = { out: shortId(from), incident: from.id, title: from.title, alarms: from.counts.alarms };
  const news = await tx.record(into.id, { actor, action: "incident.part", body: here }, now);
  for (const [incidentId, seq] of [
    [from.id, begin.seq],
    [into.id, news.seq],
  ] as const) {
    await tx.say({ show: "incident", incidentId });
    await tx.say({ show: "entry", incidentId, seq });
    await tx.say({ show: "event", incidentId, seq });
  }
}
