import { shortId } from "../../domain/incident/incident.ts";
import { withoutReplaced } from "../../domain/run/rounds-of.ts";
import type { Run } from "../../domain/run/run.ts";
import { isWhatChanged } from "../../domain/run/what-changed.ts";
import type { Runbook } from "../../domain/runbook/schema.ts";
import type { StepRecord } from "../../domain/step.ts";
import { actionIds } from "../ids.ts";
import {
  actions,
  type Block,
  bold,
  bullets,
  button,
  foreign,
  heading,
  line,
  lines,
  words,
} from "./blocks.ts";
import { type AlarmsToShow, incidentAlarms } from "./incident-alarms.ts";
import { incidentStanding, type StandingToShow } from "./incident-standing.ts";
import { alarmLink, incidentText } from "./incident-text.ts";
import { levelMark } from "./level.ts";
import { type MessageView, messageView } from "./message.ts";
import { segments } from "./segments.ts";
import { muteFlapping } from "./tended.ts";

export interface IncidentToShow extends StandingToShow, AlarmsToShow {
  steps: readonly StepRecord[];
  runs: readonly Run[];
  /** The runbook as the incident is pinned to it; undefined when it has none, or it is no longer on the shelf. */
  runbook: Runbook | undefined;
}

/** The first message of an incident's thread: how things stand, and what can be done next. */
export function incidentView(shown: IncidentToShow): MessageView {
  const { incident } = shown;
  const title = `${shortId(incident)} · ${incident.severity} · ${incident.title}`;
  return messageView(
    incidentText(incident, shown),
    [
      heading(title),
      incidentStanding(shown),
      ...incidentAlarms(shown),
      ...progress(shown),
      ...findings(shown),
      ...actions(buttons(shown)),
    ],
    alarmLink(incident) ??
      (shown.page === undefined ? undefined : { url: shown.page, label: "Open its page" }),
  );
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
