import type { AlarmMute } from "../../domain/alarm/mute.ts";
import type { Incident, IncidentState } from "../../domain/incident/incident.ts";
import { actorName } from "../../domain/responder.ts";
import { type Block, bold, foreign, line, lines, moment, words } from "./blocks.ts";
import { nextCallLine, type ShownEscalation } from "./next-call.ts";
import { pageLink } from "./page-link.ts";
import { mergedLines, mutedLines } from "./tended.ts";

export interface StandingToShow {
  incident: Incident;
  /** Where it stands on its ladder. */
  escalation?: ShownEscalation;
  /** Of its alarms. */
  mutes?: readonly AlarmMute[];
  /** The thread of the incident that it was merged into. */
  mergedThread?: string;
  /** The address of its page, where there are pages. */
  page?: string;
  /** The organisation's local time, where it is told. */
  zone?: string;
}

const stateWords: Record<IncidentState, string> = {
  open: "🔴 Open",
  acknowledged: "🟠 Acknowledged",
  resolved: "🟢 Resolved",
};

/** In what state an incident is, who has it, who is called next, and what holds it back. */
export function incidentStanding({ incident, escalation, mutes, mergedThread, page }: StandingToShow): Block {
  const sections = [
    line(
      bold(`${stateWords[incident.state]} · ${incident.severity}`),
      words(" · since "),
      moment(incident.openedAt),
      words(" · opened by "),
      foreign(actorName(incident.openedBy), 80),
    ),
    line(
      words("Commander: "),
      incident.commander ? foreign(incident.commander.name, 80) : words("nobody yet", { italic: true }),
      pageLink(page),
    ),
  ];
  if (incident.acknowledgedBy && incident.acknowledgedAt)
    sections.push(
      line(
        words("Acknowledged by "),
        foreign(actorName(incident.acknowledgedBy), 80),
        words(" · "),
        moment(incident.acknowledgedAt),
      ),
    );
  sections.push(...nextCallLine(incident, escalation));
  if (incident.counts.reopened > 0)
    sections.push(line(words(`Opened anew ${times(incident.counts.reopened)} because it fired again`)));
  if (incident.snoozed)
    sections.push(
      line(
        bold("Snoozed"),
        words(" until "),
        moment(incident.snoozed.until),
        words(" by "),
        foreign(actorName(incident.snoozed.by), 80),
        words(": "),
        foreign(incident.snoozed.reason, 300),
      ),
    );
  sections.push(...mutedLines(mutes));
  sections.push(...mergedLines(incident, mergedThread));
  if (incident.resolvedAt)
    sections.push(
      line(
        words("Resolved "),
        moment(incident.resolvedAt),
        words(": "),
        foreign(incident.resolution ?? "no resolution given", 500),
      ),
    );
  return lines(...sections);
}

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);
