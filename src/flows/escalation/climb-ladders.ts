import { formatDuration } from "../../domain/duration.ts";
import { climb, nextCall } from "../../domain/escalation/climb.ts";
import { type Escalation, isUrgentEnough, isWaiting, stopClimb } from "../../domain/escalation/escalation.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import type { EntryBody } from "../../domain/timeline/timeline.ts";
import type { Ports } from "../ports.ts";
import { callRung, inWords, type Names, namesOf } from "./call-rung.ts";

/** What is due this soon is called along with what is due now, so that one person is called once. */
const togetherMs = 30_000;

type Needs = Pick<Ports, "store" | "clock" | "people">;

/**
 * Calls the next rung of every ladder on which nobody answered in time. Whoever is due to be called for several
 * incidents of a channel is mentioned in the thread of one of them, with the others named.
 */
export async function climbLadders(ports: Needs): Promise<void> {
  const { store, clock } = ports;
  const now = clock();
  const until = new Date(now.getTime() + togetherMs);
  const due = await store.transaction((tx) => tx.dueEscalations(until));
  const faults: unknown[] = [];
  for (const group of await groupsOf(ports, due, now)) {
    if (!group.some(({ dueAt }) => dueAt !== null && dueAt <= now)) continue;
    const ids = group.flatMap(({ rungs }) => rungs.flatMap(({ notify }) => notify));
    const names = await namesOf(ports, ids);
    await callGroup(ports, group, names).catch((error: unknown) => faults.push(error));
  }
  if (faults.length > 0) throw faults[0];
}

type Due = Escalation & { incident: Incident };

/** Those of one channel that call the same ones; the longest due first, in each and among them. */
async function groupsOf({ store }: Needs, due: readonly Escalation[], now: Date): Promise<Due[][]> {
  const groups = new Map<string, Due[]>();
  for (const escalation of due.filter((each) => isNearEnough(each, now))) {
    const incident = await store.incident(escalation.incidentId);
    if (incident === undefined) continue;
    const rung = nextCall(escalation)?.rung;
    // What waits, or is at its end, is of no one else's concern.
    const key = rung
      ? JSON.stringify([incident.channel, incident.private ?? false, rung.notify])
      : incident.id;
    groups.set(key, [...(groups.get(key) ?? []), { ...escalation, incident }]);
  }
  return [...groups.values()];
}

/** Due, or so near that it hardly matters for a rung of this length. */
function isNearEnough({ dueAt, rungs, next }: Escalation, now: Date): boolean {
  if (dueAt === null) return false;
  const ahead = dueAt.getTime() - now.getTime();
  return ahead <= 0 || ahead <= ((rungs[next]?.afterSeconds ?? 0) * 1000) / 2;
}

async function callGroup(ports: Needs, group: readonly Due[], names: Names): Promise<void> {
  let first: Incident | undefined;
  for (const [index, escalation] of group.entries()) {
    const others = group.slice(index + 1).map(({ incident }) => shortId(incident));
    const together: EntryBody = first
      ? { with: shortId(first) }
      : others.length > 0
        ? { others: others.join(", ") }
        : {};
    const called = await callNext(ports, escalation, { together, names });
    if (called) first ??= escalation.incident;
  }
}

/** False when there was nothing to call any more: another process was faster, somebody answered, or it has to wait. */
async function callNext(
  { store, clock }: Needs,
  seen: Escalation,
  { together, names }: { together: EntryBody; names: Names },
): Promise<boolean> {
  const { incidentId } = seen;
  return store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    const now = clock();
    const still = await tx.escalation(incidentId);
    if (still?.dueAt?.getTime() !== seen.dueAt?.getTime()) return false;
    if (still?.dueAt == null || still.climb !== seen.climb || still.next !== seen.next) return false;
    if (!isWaiting(incident) || !isUrgentEnough(incident.severity, still.from)) {
      await tx.saveEscalation(stopClimb(still));
      await tx.say({ show: "incident", incidentId });
      return false;
    }
    const step = climb(still, now);
    const passed: EntryBody = step.passed.length > 0 ? { passed: inWords(notified(step.passed), names) } : {};
    switch (step.outcome) {
      case "wait":
        await tx.saveEscalation(step.becomes);
        await tx.say({ show: "incident", incidentId });
        return false;
      case "end": {
        await tx.saveEscalation(step.becomes);
        const body = { ladder: still.ladder, ...passed };
        const entry = { actor: { kind: "system" }, action: "escalation.end", body } as const;
        const { seq } = await tx.record(incidentId, entry, now);
        await tx.say({ show: "incident", incidentId });
        await tx.say({ show: "entry", incidentId, seq });
        return false;
      }
      case "call": {
        const { notify } = step.rung;
        const body: EntryBody = {
          by: "ladder",
          names: inWords(notify, names),
          why: `nobody has answered ${shortId(incident)} for ${waited(still, now)}`,
          ...{ rung: step.position + 1, of: still.rungs.length, ladder: still.ladder },
          ...passed,
          ...together,
        };
        await callRung(tx, incident, step.becomes, { to: notify, actor: { kind: "system" }, body, now });
        return true;
      }
    }
  });
}

const notified = (rungs: readonly { notify: readonly string[] }[]): string[] =>
  rungs.flatMap(({ notify }) => notify);

/** Since this climb began, in whole minutes. */
function waited({ begunAt }: Escalation, now: Date): string {
  const minutes = Math.max(1, Math.round((now.getTime() - begunAt.getTime()) / 60_000));
  return formatDuration(minutes * 60);
}
