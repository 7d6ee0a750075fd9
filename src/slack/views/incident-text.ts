import { consoleLink } from "../../domain/alarm/console-link.ts";
import { worstLevel } from "../../domain/finding.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { actorName } from "../../domain/responder.ts";
import type { Run } from "../../domain/run/run.ts";
import { clip, oneLine } from "./foreign-text.ts";
import type { Link } from "./message.ts";
import { nextCallWords, type ShownEscalation } from "./next-call.ts";
import { plainMoment } from "./plain-time.ts";

/**
 * What a locked phone and a screen reader say of an incident: how bad, what, where, since when, why, who is on it. The
 * first words count most, so they come first.
 */
export function incidentText(
  incident: Incident,
  { runs, escalation, zone }: { runs: readonly Run[]; escalation?: ShownEscalation; zone?: string },
): string {
  const { alarm, storm, severity, counts } = incident;
  const title = clip(oneLine(incident.title), 120);
  const why = alarm && !storm ? clip(oneLine(alarm.reason), 160) : "";
  const parts = [
    `${severity} ${shortId(incident)}: ${title}`,
    alarm && !storm ? `${oneLine(alarm.region)}, account ${oneLine(alarm.account)}` : "",
    counts.alarms > 1 ? `${counts.firing} of ${counts.alarms} alarms in ALARM` : "",
    `since ${plainMoment(incident.openedAt, zone)}`,
    standing(incident, zone),
    why,
    found(runs),
    nextCallWords(incident, escalation, zone) ?? "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** Where the alarm is looked at. */
export function alarmLink({ alarm, storm }: Pick<Incident, "alarm" | "storm">): Link | undefined {
  const url = alarm && !storm ? consoleLink(alarm) : undefined;
  return url === undefined ? undefined : { url, label: "Open in CloudWatch" };
}

function standing(
  { state, acknowledgedBy, commander, snoozed, resolution }: Incident,
  zone: string | undefined,
): string {
  if (state === "resolved") return resolution ? `resolved: ${clip(oneLine(resolution), 120)}` : "resolved";
  const commanded = commander ? `, commander ${clip(oneLine(commander.name), 40)}` : "";
  const quiet = snoozed ? `, snoozed until ${plainMoment(snoozed.until, zone)}` : "";
  if (state === "acknowledged")
    return `acknowledged by ${clip(oneLine(acknowledgedBy ? actorName(acknowledgedBy) : "somebody"), 40)}${commanded}${quiet}`;
  return `nobody has acknowledged it${commanded}${quiet}`;
}

function found(runs: readonly Run[]): string {
  const findings = runs.flatMap((run) => run.findings);
  const worst = worstLevel(findings);
  if (worst === undefined) return "";
  return `${findings.length} ${findings.length === 1 ? "finding" : "findings"}, the worst: ${worst}`;
}
