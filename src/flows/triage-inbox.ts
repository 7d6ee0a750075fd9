import type { Alarm } from "../domain/alarm/alarm.ts";
import { parseAlarm } from "../domain/alarm/parse-alarm.ts";
import { CairnError } from "../domain/errors.ts";
import { groupKey } from "../domain/grouping.ts";
import { applyTransition, type Incident, shortId } from "../domain/incident.ts";
import { routeFor } from "../domain/route.ts";
import { runbooksFor } from "../domain/runbook/match.ts";
import type { EntryBody } from "../domain/timeline.ts";
import { beginMatchingRunbook } from "./begin-runbook.ts";
import type { InboxMessage, IncidentDraft, Ports, Tx } from "./ports.ts";

type Needs = Pick<Ports, "store" | "clock" | "newId" | "settings" | "runbooks">;

const system = { kind: "system" } as const;
const maxAttempts = 5;

/** Takes one message from the inbox to its incident; false when the inbox is empty. */
export async function triageInbox(ports: Needs): Promise<boolean> {
  let taken: InboxMessage | undefined;
  try {
    return await ports.store.transaction(async (tx) => {
      [taken] = await tx.claimInbox(1);
      if (taken !== undefined) await triage(ports, tx, taken);
      return taken !== undefined;
    });
  } catch (error) {
    if (taken === undefined) throw error;
    const passing = error instanceof CairnError && error.retryable;
    await putAside(ports, taken, error, passing);
    // The others have their turn first, and the neighbour some time.
    if (passing) throw error;
    return true;
  }
}

async function triage(ports: Needs, tx: Tx, message: InboxMessage): Promise<void> {
  const parsed = parseAlarm(message.body);
  if (parsed.outcome === "unparsed") return tx.settleInbox(message.id, "unparsed", parsed.why);
  if (parsed.outcome === "alarm" && (await tx.transitionOnce(parsed.alarm, message.id)))
    await applyAlarm(ports, tx, parsed.alarm);
  await tx.settleInbox(message.id, "done");
}

/** ALARM opens or updates an incident; OK and INSUFFICIENT_DATA only update one that is open. */
async function applyAlarm(ports: Needs, tx: Tx, alarm: Alarm): Promise<void> {
  const opens = alarm.state === "ALARM" && !alarm.muted && !alarm.suppressed;
  const key = groupKey(alarm);
  const found = await tx.openIncidentOnce(key, opens ? draftFor(ports, alarm, key) : undefined);
  if (found === undefined) return;

  const now = ports.clock();
  const { incident, late } = applyTransition(found.incident, alarm);
  await tx.saveIncident(incident);
  if (found.opened) {
    const body = { title: incident.title, severity: incident.severity, number: shortId(incident) };
    const entry = await tx.record(incident.id, { actor: system, action: "incident.open", body }, now);
    await tx.say({ show: "event", incidentId: incident.id, seq: entry.seq });
  }
  const entry = await tx.record(
    incident.id,
    { actor: system, action: "alarm.transition", body: transitionBody(alarm, late) },
    now,
  );
  await tx.say({ show: "incident", incidentId: incident.id });
  if (!found.opened && !late && alarm.state !== "INSUFFICIENT_DATA")
    await tx.say({ show: "entry", incidentId: incident.id, seq: entry.seq });
  if (found.opened) await beginMatchingRunbook(ports, tx, incident);
}

function draftFor({ settings, clock, newId, runbooks }: Needs, alarm: Alarm, key: string): IncidentDraft {
  const route = routeFor(alarm, settings.routes);
  const [match] = runbooksFor(alarm, runbooks.all(), settings.routes);
  return {
    id: newId(),
    title: titleFor(alarm),
    state: "open",
    severity: route?.severity ?? match?.runbook.severity ?? settings.severity,
    groupKey: key,
    channel: route?.channel ?? settings.channel,
    commander: null,
    openedAt: clock(),
    openedBy: system,
    acknowledgedAt: null,
    acknowledgedBy: null,
    resolvedAt: null,
    resolution: null,
    alarm,
    alarms: {},
    runbook: null,
    nextStep: null,
  } satisfies Omit<Incident, "number" | "version">;
}

const maxTitle = 200;

function titleFor(alarm: Alarm): string {
  const points = Array.from(alarm.name);
  return points.length <= maxTitle ? alarm.name : `${points.slice(0, maxTitle - 1).join("")}…`;
}

function transitionBody(alarm: Alarm, late: boolean): EntryBody {
  return {
    alarm: alarm.name,
    arn: alarm.arn,
    state: alarm.state,
    reason: alarm.reason,
    at: alarm.at.toISOString(),
    ...(alarm.previousState === undefined ? {} : { previous: alarm.previousState }),
    ...(alarm.contributor === undefined ? {} : { contributor: alarm.contributor.attributes }),
    ...(late ? { late } : {}),
  };
}

/**
 * A message that fails again and again blocks nobody: it goes to the back, and aside after five attempts. What a
 * neighbour's outage broke is never put aside: no accepted alarm is lost.
 */
async function putAside(
  { store }: Needs,
  message: InboxMessage,
  error: unknown,
  passing: boolean,
): Promise<void> {
  const why = error instanceof Error ? error.message : String(error);
  const state = !passing && message.attempts + 1 >= maxAttempts ? "dead" : "new";
  await store.transaction((tx) => tx.settleInbox(message.id, state, why));
}
