import { chartOfRun } from "../domain/chart/chart-of-run.ts";
import { describeChart } from "../domain/chart/describe-chart.ts";
import { drawChart } from "../domain/chart/draw-chart.ts";
import { followUps } from "../domain/incident/follow-up.ts";
import { shortId } from "../domain/incident/incident.ts";
import type { Run } from "../domain/run/run.ts";
import { isWhatChanged } from "../domain/run/what-changed.ts";
import type { Show, ShownMessage } from "../flows/ports.ts";
import { incidentNow } from "./incident-now.ts";
import { keptRows } from "./kept-rows.ts";
import { permalink } from "./permalink.ts";
import type { PictureToShow } from "./picture-to-show.ts";
import { runNow } from "./run-now.ts";
import type { ShowSources } from "./show-sources.ts";
import { stepNow } from "./step-now.ts";
import { askReminderView, askView } from "./views/ask.ts";
import { callView } from "./views/call.ts";
import { commandFile } from "./views/command.ts";
import { digestView } from "./views/digest.ts";
import { entryView } from "./views/entry.ts";
import { theirFollowUpsView } from "./views/follow-ups.ts";
import { clean } from "./views/foreign-text.ts";
import type { MessageView } from "./views/message.ts";
import { movedView } from "./views/moved.ts";
import { quietView } from "./views/quiet.ts";
import { rowsFile } from "./views/rows-file.ts";
import { runView } from "./views/run.ts";
import { transcriptFile } from "./views/transcript-file.ts";
import { whatChangedView } from "./views/what-changed.ts";

/** A message or a file, made from the record as it is now. */
export type Shown =
  | { kind: "message"; channel: string; inThread: boolean; message: MessageView }
  /** To one person alone. */
  | { kind: "direct"; personId: string; message: MessageView }
  /** In a channel that may be another one. */
  | { kind: "elsewhere"; channel: string; message: MessageView }
  /** In the place of a message that stands there; never anew. */
  | { kind: "pointer"; at: ShownMessage; message: MessageView }
  | { kind: "file"; channel: string; file: FileToShow; personId?: string }
  | { kind: "picture"; picture: PictureToShow };

export interface FileToShow {
  name: string;
  title: string;
  content: string;
  comment: string;
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
      const message = await incidentNow(sources, incident, runbook);
      return { kind: "message", channel, inThread: false, message };
    }
    case "step": {
      const message = await stepNow(sources, { incident, runbook, stepId: show.stepId });
      return message && reply(message);
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
    case "follow-ups": {
      const timeline = await reads.timeline(incidentId);
      const reminder = timeline.find(({ seq }) => seq === show.seq);
      if (!reminder) return undefined;
      const { person } = show;
      const theirs = followUps(timeline).filter(
        ({ owner, doneAt }) =>
          (owner?.id ?? incident.commander?.id) === person && (doneAt === null || doneAt >= reminder.at),
      );
      const thread = permalink(sources.workspaceUrl, await reads.shown(incidentId, "root"));
      return {
        kind: "direct",
        personId: person,
        message: theirFollowUpsView(incident, theirs, reminder.at, thread),
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
        entry && {
          kind: "elsewhere",
          channel: show.channel,
          message: callView(incident, entry, { thread, zone: sources.zone }),
        }
      );
    }
    case "moved": {
      const was = show.was && (await shownNow(sources, show.was));
      // A message on which nothing acts may stay.
      if (
        show.was &&
        (was?.kind !== "message" || !JSON.stringify(was.message.blocks).includes('"action_id"'))
      )
        return undefined;
      const root = await reads.shown(incidentId, "root");
      const message = movedView(incident, permalink(sources.workspaceUrl, root), show.was !== undefined);
      return { kind: "pointer", at: show.at, message };
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

/** Files of an answer that one person asked for quietly go to them. */
const aloneTo = ({ quietFor }: Run): { personId?: string } => (quietFor ? { personId: quietFor.id } : {});
