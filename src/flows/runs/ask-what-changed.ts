import { InputError } from "../../domain/errors.ts";
import { type Incident, requireOpen } from "../../domain/incident/incident.ts";
import { requirePermission } from "../../domain/permission.ts";
import type { Window } from "../../domain/query/query.ts";
import { type Actor, system } from "../../domain/responder.ts";
import type { Run } from "../../domain/run/run.ts";
import { changesQuery, whatChangedTitle } from "../../domain/run/what-changed.ts";
import type { Ports, Tx } from "../ports.ts";
import { queueRun } from "./queue-run.ts";

type Needs = Pick<Ports, "clock" | "newId" | "settings" | "enginesFor">;

/** In a storm the account's budget belongs to people: so many are asked by themselves in a minute, of an account. */
const mostInAMinute = 4;

/**
 * Asks by itself what changed before an alarm: a run of its own, whose message stands right below the incident's first.
 * Undefined when it is not asked. The caller holds the incident's lock and rings the doorbell after the commit.
 */
export async function queueWhatChanged(ports: Needs, tx: Tx, incident: Incident): Promise<Run | undefined> {
  const { alarm } = incident;
  const { off } = ports.settings.whatChanged;
  if (off || !alarm || !ports.settings.accounts.some(({ id }) => id === alarm.account)) return undefined;
  const since = new Date(ports.clock().getTime() - 60_000);
  if ((await tx.runsAsked(whatChangedTitle, alarm.account, since)) >= mostInAMinute) {
    const why = `${mostInAMinute} other alarms of this account went off within a minute. The button asks for it.`;
    const body = { title: whatChangedTitle, why };
    await tx.record(incident.id, { actor: { kind: "system" }, action: "run.skip", body }, ports.clock());
    return undefined;
  }
  try {
    return await queue(ports, tx, incident, system);
  } catch (error) {
    // No engine of the account can answer it: the alarm's thread is worth more than this card.
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** The same, because somebody wants to know. */
export async function askWhatChanged(
  ports: Needs & Pick<Ports, "store" | "doorbell">,
  { incidentId, actor }: { incidentId: string; actor: Actor },
): Promise<Run> {
  const run = await ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    requirePermission(actor, "run.request", incident);
    requireOpen(incident);
    const queued = await queue(ports, tx, incident, actor);
    await tx.say({ show: "incident", incidentId });
    return queued;
  });
  await ports.doorbell.ring(run.id);
  return run;
}

async function queue(ports: Needs, tx: Tx, incident: Incident, actor: Actor): Promise<Run> {
  const question = {
    stepId: null,
    title: whatChangedTitle,
    query: changesQuery,
    window: before(incident, ports.settings.whatChanged.minutes),
  };
  const run = await queueRun(ports, tx, incident, question, actor);
  await tx.say({ show: "run", incidentId: incident.id, runId: run.id });
  return run;
}

function before({ alarm, openedAt }: Incident, minutes: number): Window {
  const to = alarm?.at ?? openedAt;
  return { from: new Date(to.getTime() - minutes * 60_000), to };
}
