import { type Alarm, alarmKey } from "../../domain/alarm/alarm.ts";
import { alarmSeverity } from "../../domain/alarm/alarm-severity.ts";
import { applyTransition, countTransition, isWorthTelling } from "../../domain/alarm/alarm-status.ts";
import { routeFor } from "../../domain/alarm/route.ts";
import { formatDuration } from "../../domain/duration.ts";
import { raiseSeverity } from "../../domain/finding.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { system } from "../../domain/responder.ts";
import type { Run } from "../../domain/run/run.ts";
import { runbooksFor } from "../../domain/runbook/match.ts";
import type { EntryBody, TimelineAction } from "../../domain/timeline/timeline.ts";
import { beginEscalation } from "../escalation/begin-escalation.ts";
import { proposalStill } from "../incidents/proposal-still.ts";
import type { Ports, Tx } from "../ports.ts";
import { beginMatchingRunbook } from "../runbook/begin-runbook.ts";
import { queueWhatChanged } from "../runs/ask-what-changed.ts";
import { incidentForAlarm } from "./incident-for-alarm.ts";
import { wantTags, withKnownTags } from "./known-tags.ts";
import { muteInForce } from "./mute-in-force.ts";

type Needs = Pick<Ports, "clock" | "newId" | "settings" | "runbooks" | "enginesFor">;

/**
 * Takes a transition that nobody has recorded yet to its incident. ALARM opens or updates one; OK and
 * INSUFFICIENT_DATA only update one that is open. A muted alarm opens none and says nothing; what has no incident is
 * kept until the mute is over. Resolves to the run that it asks by itself, to be rung for.
 */
export async function applyAlarm(
  ports: Needs,
  tx: Tx,
  fired: Alarm,
  seenBy?: string,
): Promise<Run | undefined> {
  const now = ports.clock();
  const alarm = await withKnownTags(tx, fired, now);
  const severity = severityOf(ports, alarm);
  const muted = (await muteInForce(ports, tx, alarm.arn)) !== undefined;
  if (muted) await tx.countMuted(alarm.arn);
  const home = await incidentForAlarm(ports, tx, muted ? { ...alarm, muted } : alarm, { severity, fired });
  if (home === undefined) {
    if (muted && !alarm.muted && !alarm.suppressed) await tx.holdAlarm(alarm);
    return undefined;
  }
  const { how } = home;
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

  const applied = await applyOne(home.incident, alarm);
  let settled = applied.incident;
  // What followed this one was here first, and had no incident to go to.
  const early =
    how === "joined" && !applied.late ? [] : await tx.unplacedTransitions(alarmKey(alarm), alarm.at);
  const reason = "This came before its ALARM did.";
  for (const each of early) settled = (await applyOne(settled, { ...alarm, ...each, reason })).incident;
  const proposal = await proposalStill(tx, settled, alarm.name, now);
  const raised = { ...settled, proposal, severity: raiseSeverity(settled.severity, severity) };
  await tx.saveIncident(raised);
  if (how !== "joined" || raised.severity !== settled.severity)
    await beginEscalation(ports, tx, raised, { anew: how === "reopened" });
  await wantTags(tx, raised, fired, now);
  await tx.say({ show: "incident", incidentId: id });
  if (how === "joined" || settled.storm) return undefined;
  const asked = await queueWhatChanged(ports, tx, { ...settled, alarm });
  if (how === "opened") await beginMatchingRunbook(ports, tx, settled);
  return asked;

  async function applyOne(before: Incident, one: Alarm) {
    const known = await tx.alarmStatus(id, alarmKey(one));
    const { status, late } = applyTransition(known, one, severity);
    await tx.saveAlarmStatus(id, status);
    await tx.placeTransition(one, id);
    const body = { ...transitionBody(one, late, seenBy), ...(muted ? { muted } : {}) };
    const entry = await tx.record(id, { actor: system, action: "alarm.transition", body }, now);
    const counts = countTransition(before.counts, known, status);
    const quiet =
      before.storm || before.snoozed !== null || muted || late || one.state === "INSUFFICIENT_DATA";
    if (how !== "opened" && !quiet && isWorthTelling(counts, status))
      await tx.say({ show: "entry", incidentId: id, seq: entry.seq });
    return { incident: { ...before, counts }, late };
  }
}

function severityOf({ settings, runbooks }: Needs, alarm: Alarm): Incident["severity"] {
  const [match] = runbooksFor(alarm, runbooks.all(), settings.routes);
  const route = routeFor(alarm, settings.routes);
  return alarmSeverity(alarm.tags, { route, runbook: match?.runbook, otherwise: settings.severity }).severity;
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
