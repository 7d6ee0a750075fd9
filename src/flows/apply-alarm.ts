import { type Alarm, alarmKey } from "../domain/alarm/alarm.ts";
import { applyTransition, countTransition, isWorthTelling } from "../domain/alarm/alarm-status.ts";
import { formatDuration } from "../domain/duration.ts";
import { raiseSeverity } from "../domain/finding.ts";
import { type Incident, shortId } from "../domain/incident.ts";
import { system } from "../domain/responder.ts";
import { routeFor } from "../domain/route.ts";
import type { Run } from "../domain/run.ts";
import { runbooksFor } from "../domain/runbook/match.ts";
import type { EntryBody, TimelineAction } from "../domain/timeline.ts";
import { queueWhatChanged } from "./ask-what-changed.ts";
import { beginMatchingRunbook } from "./begin-runbook.ts";
import { incidentForAlarm } from "./incident-for-alarm.ts";
import type { Ports, Tx } from "./ports.ts";

type Needs = Pick<Ports, "clock" | "newId" | "settings" | "runbooks" | "enginesFor">;

/**
 * Takes a transition that nobody has recorded yet to its incident. ALARM opens or updates one; OK and
 * INSUFFICIENT_DATA only update one that is open. Resolves to the run that it asks by itself, to be rung for.
 */
export async function applyAlarm(
  ports: Needs,
  tx: Tx,
  alarm: Alarm,
  seenBy?: string,
): Promise<Run | undefined> {
  const severity = severityOf(ports, alarm);
  const home = await incidentForAlarm(ports, tx, alarm, severity);
  if (home === undefined) return undefined;
  const { how } = home;
  const now = ports.clock();
  const { id } = home.incident;

  const record = async (action: TimelineAction, body: EntryBody) => {
    const entry = await tx.record(id, { actor: system, action, body }, now);
    await tx.say({ show: "event", incidentId: id, seq: entry.seq });
    return entry;
  };
  if (how === "opened")
    await record("incident.open", {
      title: home.incident.title,
      severity: home.incident.severity,
      number: shortId(home.incident),
    });
  if (how === "reopened") {
    const window = formatDuration(ports.settings.grouping.reopenWithinMs / 1000);
    await record("incident.reopen", { reason: `The alarm fired again within ${window}.` });
  }

  const incident = await applyOne(home.incident, alarm);
  // Its OK was here first and had no incident to go to.
  const newest = how === "joined" ? undefined : await tx.latestTransition(alarmKey(alarm));
  const settled =
    newest !== undefined && newest.at > alarm.at
      ? await applyOne(incident, { ...alarm, ...newest, reason: "This came before its ALARM did." })
      : incident;
  await tx.saveIncident({ ...settled, severity: raiseSeverity(settled.severity, severity) });
  await tx.say({ show: "incident", incidentId: id });
  if (how === "joined" || settled.storm) return undefined;
  const asked = await queueWhatChanged(ports, tx, { ...settled, alarm });
  if (how === "opened") await beginMatchingRunbook(ports, tx, settled);
  return asked;

  async function applyOne(before: Incident, one: Alarm): Promise<Incident> {
    const known = await tx.alarmStatus(id, alarmKey(one));
    const { status, late } = applyTransition(known, one, severity);
    await tx.saveAlarmStatus(id, status);
    await tx.placeTransition(one, id);
    const body = transitionBody(one, late, seenBy);
    const entry = await tx.record(id, { actor: system, action: "alarm.transition", body }, now);
    const counts = countTransition(before.counts, known, status);
    const quiet = before.storm || before.snoozed !== null || late || one.state === "INSUFFICIENT_DATA";
    if (how !== "opened" && !quiet && isWorthTelling(counts, status))
      await tx.say({ show: "entry", incidentId: id, seq: entry.seq });
    return { ...before, counts };
  }
}

function severityOf({ settings, runbooks }: Needs, alarm: Alarm): Incident["severity"] {
  const [match] = runbooksFor(alarm, runbooks.all(), settings.routes);
  return routeFor(alarm, settings.routes)?.severity ?? match?.runbook.severity ?? settings.severity;
}

function transitionBody(alarm: Alarm, late: boolean, seenBy: string | undefined): EntryBody {
  return {
    alarm: alarm.name,
    arn: alarm.arn,
    state: alarm.state,
    reason: alarm.reason,
    at: alarm.at.toISOString(),
    ...(alarm.previousState === undefined ? {} : { previous: alarm.previousState }),
    ...(alarm.contributor === undefined ? {} : { contributor: alarm.contributor.attributes }),
    ...(late ? { late } : {}),
    ...(seenBy === undefined ? {} : { seenBy }),
  };
}
