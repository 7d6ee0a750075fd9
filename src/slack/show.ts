import { chartOfRun } from "../domain/chart/chart-of-run.ts";
import { describeChart } from "../domain/chart/describe-chart.ts";
import { drawChart } from "../domain/chart/draw-chart.ts";
import { type Incident, shortId } from "../domain/incident/incident.ts";
import type { Run } from "../domain/run/run.ts";
import { isWhatChanged } from "../domain/run/what-changed.ts";
import type { Facts } from "../domain/runbook/facts.ts";
import type { Step } from "../domain/runbook/schema.ts";
import { standingApproval } from "../domain/runbook/standing-approval.ts";
import type { StepRecord } from "../domain/step.ts";
import type { TranscriptFormat } from "../domain/transcript/transcript.ts";
import type { DrawPicture, Reads, RunbookShelf, Show } from "../flows/ports.ts";
import type { EngineChoice } from "../flows/runs/engine-choices.ts";
import { keptRows } from "./kept-rows.ts";
import { permalink } from "./permalink.ts";
import type { PictureToShow } from "./picture-to-show.ts";
import { roundsNow, runNow } from "./run-now.ts";
import { askReminderView, askView } from "./views/ask.ts";
import { callView } from "./views/call.ts";
import { commandFile } from "./views/command.ts";
import { digestView } from "./views/digest.ts";
import { entryView } from "./views/entry.ts";
import { clean } from "./views/foreign-text.ts";
import { incidentView, stormAlarmsShown } from "./views/incident.ts";
import type { MessageView } from "./views/message.ts";
import type { ShownEscalation } from "./views/next-call.ts";
import { quietView } from "./views/quiet.ts";
import { rowsFile } from "./views/rows-file.ts";
import { runView } from "./views/run.ts";
import { stepView } from "./views/step.ts";
import { transcriptFile } from "./views/transcript-file.ts";
import { whatChangedView } from "./views/what-changed.ts";

/** A message or a file, made from the record as it is now. */
export type Shown =
  | { kind: "message"; channel: string; inThread: boolean; message: MessageView }
  /** To one person alone. */
  | { kind: "direct"; personId: string; message: MessageView }
  /** In a channel that may be another one. */
  | { kind: "elsewhere"; channel: string; message: MessageView }
  | { kind: "file"; channel: string; file: FileToShow; personId?: string }
  | { kind: "picture"; picture: PictureToShow };

export interface FileToShow {
  name: string;
  title: string;
  content: string;
  comment: string;
}

export interface ShowSources {
  reads: Reads;
  runbooks: RunbookShelf;
  transcript: (incidentId: string, format: TranscriptFormat, zone?: string) => Promise<string>;
  /** Absent where no pictures are drawn. */
  draw?: DrawPicture;
  /** The workspace's address, ending in a slash; without it nothing is linked. */
  workspaceUrl?: string;
  /** What people, groups and channels are called; ids stay where it is absent. */
  nameOf?: (id: string) => Promise<string>;
  /** Globs of pipelines' roles beside the usual ones. */
  pipelines?: readonly string[];
  /** What each engine would take for a step; asks nobody. */
  engineChoices?: (incident: Incident, step: Step, facts: Facts) => readonly EngineChoice[] | undefined;
}

/** What is to be seen of the record; undefined when there is nothing (any more), or nothing for Slack. */
export async function shownNow(sources: ShowSources, show: Show): Promise<Shown | undefined> {
  const { reads, runbooks } = sources;
  const incident = await reads.incident(show.incidentId);
  if (!incident) return undefined;
  const { channel, id: incidentId } = incident;
  const runbook = incident.runbook ? runbooks.byId(incident.runbook.id) : undefined;
  const reply = (message: MessageView): Shown => ({ kind: "message", channel, inThread: true, message });

  switch (show.show) {
    case "incident": {
      const [alarms, steps, runs, mutes] = await Promise.all([
        reads.alarms(incidentId, stormAlarmsShown),
        reads.steps(incidentId),
        reads.runs(incidentId),
        reads.mutes({ incidentId }),
      ]);
      const mergedThread = await threadOf(sources, incident.mergedInto);
      const escalation = await escalationNow(sources, incidentId);
      const message = incidentView({
        ...{ incident, alarms, steps, runs },
        runbook,
        escalation,
        mutes,
        mergedThread,
      });
      return { kind: "message", channel, inThread: false, message };
    }
    case "step": {
      const step = await reads.step(incidentId, show.stepId);
      if (!step) return undefined;
      const facts = await reads.facts(incidentId);
      const now = step.runId === null ? undefined : await runNow(reads, step.runId);
      const { run, pending } = now ?? {};
      const rounds = run ? await roundsNow(reads, run) : [];
      const rows = run?.state === "done" ? await keptRows(reads, incident, run) : undefined;
      const approval = standingApproval(await reads.approvals(incidentId), step.stepId, runbook, facts);
      const trouble =
        step.state === "failed" || step.state === "unknown" ? await actTrouble(reads, step) : undefined;
      const asked = await reads.asked(incidentId, step.stepId, step.position);
      const choices = run ? undefined : choicesFor(sources, incident, step, facts);
      return reply(
        stepView({
          incident,
          step,
          asked,
          runbook,
          run,
          pending,
          rounds,
          rows,
          facts,
          choices,
          approval,
          trouble,
        }),
      );
    }
    case "ask": {
      const step = await reads.step(incidentId, show.stepId);
      const asked = await reads.asked(incidentId, show.stepId, show.position);
      const person = show.also ? asked?.also : asked?.person;
      if (!step || !asked || !person) return undefined;
      const facts = await reads.facts(incidentId);
      const definition = runbook?.steps.find(({ id }) => id === show.stepId);
      return {
        kind: "direct",
        personId: person.id,
        message: (show.reminder ? askReminderView : askView)({
          incident,
          step,
          definition,
          asked,
          facts,
          also: show.also,
        }),
      };
    }
    case "run":
    case "quiet": {
      const now = await runNow(reads, show.runId);
      if (!now) return undefined;
      const { run, pending } = now;
      const rows = run.state === "done" ? await keptRows(reads, incident, run) : undefined;
      const { pipelines = [] } = sources;
      if (show.show === "quiet")
        return { kind: "direct", personId: show.person, message: quietView(incident, run, rows, pending) };
      // Not shared (any more): what one person asked quietly is theirs.
      if (run.quietFor) return undefined;
      return reply(
        isWhatChanged(run)
          ? whatChangedView(incident, run, { rows, pipelines })
          : runView(incident, run, rows, pending),
      );
    }
    case "picture": {
      const run = await reads.run(show.runId);
      const kept = run && (await reads.rows(run.id));
      const chart = run && kept && chartOfRun(incident, run, kept);
      if (!run || !chart || !sources.draw) return undefined;
      const name = `${shortId(incident)}-${run.stepId ?? "question"}-${run.id.slice(0, 8)}.png`;
      const title = clean(`${shortId(incident)} · ${run.title}`).slice(0, 200);
      const png = sources.draw(drawChart(chart));
      return { kind: "picture", picture: { name, title, alt: describeChart(chart), png } };
    }
    case "entry": {
      const timeline = await reads.timeline(incidentId);
      const entry = timeline.find(({ seq }) => seq === show.seq);
      return entry ? reply(entryView(incident, entry, timeline)) : undefined;
    }
    case "call": {
      const entry = (await reads.timeline(incidentId)).find(({ seq }) => seq === show.seq);
      const thread = permalink(sources.workspaceUrl, await reads.shown(incidentId, "root"));
      return (
        entry && { kind: "elsewhere", channel: show.channel, message: callView(incident, entry, thread) }
      );
    }
    case "digest": {
      const entries = (await reads.timeline(incidentId)).filter(({ seq }) => show.seqs.includes(seq));
      return reply(digestView(incident, entries, show.folded));
    }
    case "transcript": {
      const { format = "md", zone } = show;
      const content = await sources.transcript(incidentId, format, zone);
      return { kind: "file", channel, file: transcriptFile(incident, format, content) };
    }
    case "rows": {
      const run = await reads.run(show.runId);
      const rows = run && (await keptRows(reads, incident, run));
      if (!run || !rows) return undefined;
      return { kind: "file", channel, file: rowsFile(incident, run, rows), ...aloneTo(run) };
    }
    case "command": {
      const run = await reads.run(show.runId);
      if (!run?.plan) return undefined;
      const file = commandFile(incident, { ...run, plan: run.plan });
      return { kind: "file", channel, file, ...aloneTo(run) };
    }
    case "event":
    case "alert":
    case "act":
      return undefined;
  }
}

async function threadOf(
  { reads, workspaceUrl }: ShowSources,
  incident: Incident["mergedInto"],
): Promise<string | undefined> {
  return incident && permalink(workspaceUrl, await reads.shown(incident.id, "root"));
}

async function actTrouble(reads: Reads, { incidentId, stepId }: StepRecord): Promise<string | undefined> {
  const told = (await reads.timeline(incidentId)).findLast(
    ({ action, body }) => action === "act.fail" && body.step === stepId,
  );
  return typeof told?.body.why === "string" ? told.body.why : undefined;
}

async function escalationNow(
  { reads, nameOf = async (id) => id }: ShowSources,
  incidentId: string,
): Promise<ShownEscalation | undefined> {
  const escalation = await reads.escalation(incidentId);
  if (escalation === undefined) return undefined;
  const ids = [...new Set(escalation.rungs.flatMap(({ notify }) => notify))];
  return {
    escalation,
    names: new Map(await Promise.all(ids.map(async (id) => [id, await nameOf(id)] as const))),
  };
}

/** Files of an answer that one person asked for quietly go to them. */
const aloneTo = ({ quietFor }: Run): { personId?: string } => (quietFor ? { personId: quietFor.id } : {});

function choicesFor(
  { runbooks, engineChoices }: ShowSources,
  incident: Incident,
  { stepId }: StepRecord,
  facts: Facts,
): readonly EngineChoice[] | undefined {
  const runbook = incident.runbook ? runbooks.byId(incident.runbook.id) : undefined;
  const definition = runbook?.steps.find(({ id }) => id === stepId);
  return definition && engineChoices?.(incident, definition, facts);
}
