import { type Incident, shortId } from "../domain/incident.ts";
import type { Facts } from "../domain/runbook/facts.ts";
import type { Step } from "../domain/runbook/schema.ts";
import { standingApproval } from "../domain/runbook/standing-approval.ts";
import type { StepRecord } from "../domain/step.ts";
import { isWhatChanged } from "../domain/what-changed.ts";
import type { EngineChoice } from "../flows/engine-choices.ts";
import type { Reads, RunbookShelf, Show } from "../flows/ports.ts";
import { roundsNow, runNow } from "./run-now.ts";
import type { KeptRows } from "./views/answer.ts";
import { askReminderView, askView } from "./views/ask.ts";
import { commandFile } from "./views/command.ts";
import { digestView } from "./views/digest.ts";
import { entryView } from "./views/entry.ts";
import { incidentView, stormAlarmsShown } from "./views/incident.ts";
import type { MessageView } from "./views/message.ts";
import { rowsFile } from "./views/rows-file.ts";
import { runView } from "./views/run.ts";
import { stepView } from "./views/step.ts";
import { whatChangedView } from "./views/what-changed.ts";

/** A message or a file, made from the record as it is now. */
export type Shown =
  | { kind: "message"; channel: string; inThread: boolean; message: MessageView }
  /** To one person alone. */
  | { kind: "direct"; personId: string; message: MessageView }
  | { kind: "file"; channel: string; file: FileToShow };

export interface FileToShow {
  name: string;
  title: string;
  content: string;
  comment: string;
}

export interface ShowSources {
  reads: Reads;
  runbooks: RunbookShelf;
  /** The transcript in Markdown. */
  transcript: (incidentId: string) => Promise<string>;
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
      const [alarms, steps, runs] = await Promise.all([
        reads.alarms(incidentId, stormAlarmsShown),
        reads.steps(incidentId),
        reads.runs(incidentId),
      ]);
      const message = incidentView({ incident, alarms, steps, runs, runbook });
      return { kind: "message", channel, inThread: false, message };
    }
    case "step": {
      const step = await reads.step(incidentId, show.stepId);
      if (!step) return undefined;
      const facts = await reads.facts(incidentId);
      const now = step.runId === null ? undefined : await runNow(reads, step.runId);
      const { run, pending } = now ?? {};
      const rounds = run ? await roundsNow(reads, run) : [];
      const rows = run?.state === "done" ? await keptRows(reads, run.id) : undefined;
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
      if (!step || !asked?.person) return undefined;
      const facts = await reads.facts(incidentId);
      const definition = runbook?.steps.find(({ id }) => id === show.stepId);
      return {
        kind: "direct",
        personId: asked.person.id,
        message: (show.reminder ? askReminderView : askView)({ incident, step, definition, asked, facts }),
      };
    }
    case "run": {
      const run = await reads.run(show.runId);
      if (!run) return undefined;
      const rows = run.state === "done" ? await keptRows(reads, run.id) : undefined;
      const { pipelines = [] } = sources;
      return reply(
        isWhatChanged(run)
          ? whatChangedView(incident, run, { rows, pipelines })
          : runView(incident, run, rows),
      );
    }
    case "entry": {
      const entry = (await reads.timeline(incidentId)).find(({ seq }) => seq === show.seq);
      return entry ? reply(entryView(incident, entry)) : undefined;
    }
    case "digest": {
      const entries = (await reads.timeline(incidentId)).filter(({ seq }) => show.seqs.includes(seq));
      return reply(digestView(incident, entries, show.folded));
    }
    case "transcript": {
      const name = shortId(incident);
      const content = await sources.transcript(incidentId);
      const file = {
        name: `${name}-transcript.md`,
        title: `Transcript of ${name}`,
        content,
        comment: `Transcript of ${name}`,
      };
      return { kind: "file", channel, file };
    }
    case "rows": {
      const run = await reads.run(show.runId);
      const rows = await keptRows(reads, show.runId);
      return run && rows ? { kind: "file", channel, file: rowsFile(incident, run, rows) } : undefined;
    }
    case "command": {
      const run = await reads.run(show.runId);
      if (!run?.plan) return undefined;
      return { kind: "file", channel, file: commandFile(incident, { ...run, plan: run.plan }) };
    }
    case "event":
    case "alert":
    case "act":
      return undefined;
  }
}

async function actTrouble(reads: Reads, { incidentId, stepId }: StepRecord): Promise<string | undefined> {
  const told = (await reads.timeline(incidentId)).findLast(
    ({ action, body }) => action === "act.fail" && body.step === stepId,
  );
  return typeof told?.body.why === "string" ? told.body.why : undefined;
}

/** The rows of an answer, and what of them is new. */
async function keptRows(reads: Reads, runId: string): Promise<KeptRows | undefined> {
  const [rows, firstSeen] = [await reads.rows(runId), await reads.firstSeen(runId)];
  return rows && { ...rows, ...(firstSeen && { firstSeen }) };
}

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
