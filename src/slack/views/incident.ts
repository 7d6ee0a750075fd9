import type { AlarmStatus } from "../../domain/alarm/alarm-status.ts";
import type { AlarmMute } from "../../domain/alarm/mute.ts";
import { type Incident, type IncidentState, shortId } from "../../domain/incident/incident.ts";
import { actorName } from "../../domain/responder.ts";
import { withoutReplaced } from "../../domain/run/rounds-of.ts";
import type { Run } from "../../domain/run/run.ts";
import { isWhatChanged } from "../../domain/run/what-changed.ts";
import type { Runbook } from "../../domain/runbook/schema.ts";
import type { StepRecord } from "../../domain/step.ts";
import { plainText } from "../../domain/text/text.ts";
import { actionIds } from "../ids.ts";
import {
  actions,
  type Block,
  bold,
  bullets,
  button,
  type Element,
  foreign,
  heading,
  line,
  lines,
  moment,
  quote,
  words,
} from "./blocks.ts";
import { alarmLink, incidentText } from "./incident-text.ts";
import { levelMark } from "./level.ts";
import { type Link, type MessageView, messageView } from "./message.ts";
import { nextCallLine, type ShownEscalation } from "./next-call.ts";
import { segments } from "./segments.ts";
import { mergedLines, mutedLines, muteFlapping } from "./tended.ts";

export interface IncidentToShow {
  incident: Incident;
  /** The first of its alarms, those that fire in front. */
  alarms: readonly AlarmStatus[];
  steps: readonly StepRecord[];
  runs: readonly Run[];
  /** The runbook as the incident is pinned to it; undefined when it has none, or it is no longer on the shelf. */
  runbook: Runbook | undefined;
  /** Where it stands on its ladder. */
  escalation?: ShownEscalation;
  /** Of its alarms. */
  mutes?: readonly AlarmMute[];
  /** The thread of the incident that it was merged into. */
  mergedThread?: string;
}

const stateWords: Record<IncidentState, string> = {
  open: "🔴 Open",
  acknowledged: "🟠 Acknowledged",
  resolved: "🟢 Resolved",
};

/** The first message of an incident's thread: how things stand, and what can be done next. */
export function incidentView(shown: IncidentToShow): MessageView {
  const { incident } = shown;
  const title = `${shortId(incident)} · ${incident.severity} · ${incident.title}`;
  return messageView(
    incidentText(incident, shown),
    [
      heading(title),
      standing(shown),
      ...alarm(shown),
      ...progress(shown),
      ...findings(shown),
      ...actions(buttons(shown)),
    ],
    alarmLink(incident),
  );
}

function standing({ incident, escalation, mutes, mergedThread }: IncidentToShow): Block {
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

function alarm({ incident, alarms }: IncidentToShow): Block[] {
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

function progress({ incident, runbook, steps }: IncidentToShow): Block[] {
  if (!incident.runbook) {
    if (incident.state === "resolved") return [];
    return [lines(line(words("No runbook yet. Start one behind “More…”.", { italic: true })))];
  }
  const done = steps.filter((step) => step.state === "done").length;
  const next = runbook?.steps.find((step) => step.id === incident.nextStep);
  return [
    lines(
      line(
        bold("Runbook"),
        words(": "),
        foreign(runbook?.title ?? incident.runbook.id, 150),
        words(` (${incident.runbook.hash.slice(0, 7)}) · ${done} ${done === 1 ? "step" : "steps"} done`),
      ),
      incident.nextStep === null
        ? line(words(incident.mergedInto ? "Stopped" : "Finished"))
        : line(words("Next: "), foreign(next?.title ?? incident.nextStep, 150)),
    ),
  ];
}

const findingsShown = 10;

function findings({ runs }: IncidentToShow): Block[] {
  const all = withoutReplaced(runs).flatMap((run) => run.findings);
  if (all.length === 0) return [];
  const items = all
    .slice(-findingsShown)
    .map((finding) => line(words(`${levelMark[finding.level]} `), segments(finding.say, 200)));
  const before = all.length - items.length;
  return [
    lines(line(bold("Findings so far"), words(before > 0 ? ` · ${before} earlier ones in the thread` : ""))),
    bullets(items),
  ];
}

/** In a storm only a few alarms are asked by themselves what changed before them. */
const notAsked = ({ incident: { alarm, storm }, runs }: IncidentToShow): boolean =>
  alarm !== null && !storm && !runs.some(isWhatChanged);

function buttons(shown: IncidentToShow) {
  const { incident, steps, runbook } = shown;
  const ref = { incidentId: incident.id };
  const more = button(actionIds.more, "More…", ref);
  if (incident.mergedInto) return [more];
  if (incident.state === "resolved") return [button(actionIds.reopen, "Reopen", ref), more];
  const next = steps.find((step) => step.stepId === incident.nextStep);
  const isQuery = runbook?.steps.find((step) => step.id === next?.stepId)?.kind === "query";
  const acknowledge = incident.state === "open";
  return [
    ...(acknowledge ? [button(actionIds.acknowledge, "Acknowledge", ref, { style: "primary" })] : []),
    ...(next && isQuery && canRun(next)
      ? [
          button(
            actionIds.runNext,
            "Run next step",
            { ...ref, stepId: next.stepId, version: next.version },
            acknowledge ? {} : { style: "primary" },
          ),
        ]
      : []),
    button(actionIds.escalate, "Escalate…", ref),
    ...(incident.commander ? [] : [button(actionIds.take, "Take command", ref)]),
    ...(notAsked(shown) ? [button(actionIds.whatChanged, "What changed?", ref)] : []),
    ...muteFlapping(incident, shown.alarms, shown.mutes),
    button(actionIds.resolve, "Resolve", ref),
    more,
  ];
}

export const canRun = (step: StepRecord): boolean =>
  step.state !== "queued" && step.state !== "running" && step.state !== "done";

/** Findings in plain words, for lists. */
export const findingWords = (run: Run): string =>
  run.findings.map((finding) => plainText(finding.say)).join(" ");
