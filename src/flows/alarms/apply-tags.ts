import { alarmSeverity } from "../../domain/alarm/alarm-severity.ts";
import type { AlarmStatus } from "../../domain/alarm/alarm-status.ts";
import { routeFor } from "../../domain/alarm/route.ts";
import { tagSeverity } from "../../domain/alarm/tag-severity.ts";
import { raiseSeverity, type Severity, severities } from "../../domain/finding.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { system } from "../../domain/responder.ts";
import { factsFromAlarm } from "../../domain/runbook/facts.ts";
import { runbooksFor } from "../../domain/runbook/match.ts";
import type { EntryBody, TimelineEntry } from "../../domain/timeline/timeline.ts";
import { changeLadder } from "../escalation/change-ladder.ts";
import { moveTo } from "../incidents/move-incident.ts";
import type { Ports, TagLook, Tx } from "../ports.ts";
import { suggestByTags } from "./suggest-by-tags.ts";

type Needs = Pick<Ports, "clock" | "settings" | "runbooks">;

const alarmsAtMost = 500;

/**
 * What an alarm's tags, read after its incident was opened, change of it: severity, ladder, runbook and channel, each
 * only where nobody has decided by hand. Recorded. The caller holds the incident's lock.
 */
export async function applyTags(
  ports: Needs,
  tx: Tx,
  { incidentId, arn }: Pick<TagLook, "incidentId" | "arn">,
  { tags }: { tags: Record<string, string>; before: Record<string, string> },
): Promise<void> {
  const incident = await tx.lockIncident(incidentId);
  if (incident.state === "resolved" || Object.keys(tags).length === 0) return;
  const opener = incident.alarm?.arn === arn ? incident.alarm : undefined;
  const same = opener !== undefined && sameTags(opener.tags, tags);
  const timeline = await tx.timeline(incidentId);
  if (same && timeline.some(({ action, body }) => action === "alarm.tags" && body.arn === arn)) return;

  const alarm = opener && { ...opener, tags };
  const alarms = await tx.alarms(incidentId, alarmsAtMost);
  const own = alarm ? severityByAll(ports, alarm) : tagSeverity(tags)?.severity;
  await saveSeverities(tx, incidentId, alarms, arn, own);
  const changed = severityNow(incident, timeline, alarms, { arn, own });
  const now: Incident = { ...incident, severity: changed.severity, ...(alarm ? { alarm } : {}) };
  await tx.saveIncident(now);
  if (alarm && incident.runbook) await tx.setFacts(incidentId, factsFromAlarm(alarm));

  const ladder = await changeLadder(ports, tx, incident, now);
  const body: EntryBody = {
    ...{ alarm: nameIn(arn), arn, tags: inWords(tags) },
    ...(changed.severity === incident.severity ? {} : { severity: changed.severity, was: incident.severity }),
    ...(changed.kept === undefined ? {} : { kept: changed.kept }),
    ...(ladder === undefined ? {} : { ladder }),
  };
  const { seq } = await tx.record(incidentId, { actor: system, action: "alarm.tags", body }, ports.clock());
  await tx.say({ show: "incident", incidentId });
  // How bad it is must be heard; what merely is so can be read in the transcript.
  if (body.severity !== undefined) await tx.say({ show: "entry", incidentId, seq });
  if (!alarm || !opener) return;
  await suggestByTags(ports, tx, now, { without: opener, timeline });
  const channel = routeFor(alarm, ports.settings.routes)?.channel;
  const before = routeFor(opener, ports.settings.routes)?.channel;
  if (channel !== undefined && channel !== before && !isTouched(timeline))
    await moveTo(ports, tx, incidentId, { channel, why: "the tags of its alarm send it here." });
}

function severityByAll({ settings, runbooks }: Needs, alarm: NonNullable<Incident["alarm"]>): Severity {
  const [match] = runbooksFor(alarm, runbooks.all(), settings.routes);
  const route = routeFor(alarm, settings.routes);
  return alarmSeverity(alarm.tags, { route, runbook: match?.runbook, otherwise: settings.severity }).severity;
}

async function saveSeverities(
  tx: Tx,
  incidentId: string,
  alarms: readonly AlarmStatus[],
  arn: string,
  severity: Severity | undefined,
): Promise<void> {
  for (const status of alarms)
    if (status.arn === arn && severity !== undefined && status.severity !== severity)
      await tx.saveAlarmStatus(incidentId, { ...status, severity });
}

/** The worst of its alarms and findings, unless a person has set it. */
function severityNow(
  incident: Incident,
  timeline: readonly TimelineEntry[],
  alarms: readonly AlarmStatus[],
  { arn, own }: { arn: string; own: Severity | undefined },
): { severity: Severity; kept?: string } {
  if (own === undefined) return { severity: incident.severity };
  const worst = alarms
    .map((each) => (each.arn === arn ? own : each.severity))
    .reduce<Severity>((a, b) => raiseSeverity(a, b), own);
  const found = timeline
    .filter(({ action, actor }) => action === "incident.severity" && actor.kind === "system")
    .map(({ body }) => severities.find((each) => each === body.severity));
  const severity = found.reduce<Severity>((a, b) => raiseSeverity(a, b), worst);
  if (severity === incident.severity) return { severity };
  const byHand = timeline.some(
    ({ action, actor }) =>
      (action === "incident.severity" || action === "incident.open") && actor.kind === "responder",
  );
  return byHand ? { severity: incident.severity, kept: "somebody has set it by hand" } : { severity };
}

/** Whoever has said or done something here goes on here. */
const isTouched = (timeline: readonly TimelineEntry[]): boolean =>
  timeline.some(({ actor }) => actor.kind === "responder");

const sameTags = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([key, value]) => Object.hasOwn(b, key) && b[key] === value);

const inWords = (tags: Readonly<Record<string, string>>): string => {
  const all = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return all.length <= 10 ? all.join(", ") : `${all.slice(0, 10).join(", ")} and ${all.length - 10} more`;
};

const nameIn = (arn: string): string => arn.split(":").slice(6).join(":");
