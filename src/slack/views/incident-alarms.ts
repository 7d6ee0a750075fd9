import type { AlarmStatus } from "../../domain/alarm/alarm-status.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import {
  type Block,
  bold,
  bullets,
  type Element,
  foreign,
  line,
  lines,
  moment,
  quote,
  words,
} from "./blocks.ts";
import { alarmLink } from "./incident-text.ts";
import type { Link } from "./message.ts";

export interface AlarmsToShow {
  incident: Incident;
  /** The first of its alarms, those that fire in front. */
  alarms: readonly AlarmStatus[];
}

const alarmsShown = 5;
/** Alarms of one incident that its first message names. */
export const stormAlarmsShown = 10;

const linkTo = (link: Link | undefined): Element[] =>
  link ? [words(" · "), { type: "link", url: link.url, text: link.label }] : [];

const stormWords = ({ alarms, firing, transitions }: Incident["counts"]): string =>
  [
    `${alarms.toLocaleString("en-GB")} alarms, ${firing.toLocaleString("en-GB")} of them in ALARM now`,
    `${transitions.toLocaleString("en-GB")} changes so far; all are in the transcript.`,
  ].join(", ");

/** Which alarm it is about, or how large the storm is, and how its alarms stand. */
export function incidentAlarms({ incident, alarms }: AlarmsToShow): Block[] {
  const { alarm, counts, storm } = incident;
  if (!alarm && alarms.length === 0) return [];
  const items = alarms
    .slice(0, storm ? stormAlarmsShown : alarmsShown)
    .map((status) =>
      line(
        words(storm ? `${status.severity} ` : ""),
        foreign(status.name, 120),
        words(": "),
        bold(status.state === "INSUFFICIENT_DATA" ? "no data" : status.state),
        words(" since "),
        moment(status.at),
        words(status.count > 1 ? ` · went off ${status.count} times` : ""),
      ),
    );
  if (counts.alarms > items.length)
    items.push(line(words(`and ${(counts.alarms - items.length).toLocaleString("en-GB")} more`)));
  const where = storm
    ? [line(bold("Storm"), words(`: ${stormWords(counts)}`))]
    : alarm
      ? [
          line(
            bold("Alarm"),
            words(" in "),
            foreign(alarm.region, 40),
            words(" of account "),
            foreign(alarm.account, 40),
            linkTo(alarmLink(incident)),
          ),
        ]
      : [line(bold("Alarms"))];
  return [
    lines(...where),
    ...(alarm?.reason && !storm ? [quote(foreign(alarm.reason, 600))] : []),
    ...(items.length > 0 ? [bullets(items)] : []),
  ];
}
