import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { type Run, targetsOf } from "../../domain/run/run.ts";
import { plainText } from "../../domain/text/text.ts";
import { againBlocks } from "./again.ts";
import { answerBlocks, answerButtons, type KeptRows } from "./answer.ts";
import { actions, type Block, foreign, heading, line, lines, moment, words } from "./blocks.ts";
import { type MessageView, messageView } from "./message.ts";

/** An ad-hoc question and its answer. */
export const runView = (
  incident: Incident,
  run: Run,
  rows: KeptRows | undefined,
  pending?: Run,
): MessageView =>
  messageView(runWords(incident, run), [
    ...runBlocks(incident, run, rows, pending),
    ...actions(answerButtons(run, [], rows, pending)),
  ]);

export function runWords(incident: Incident, run: Run): string {
  const found = run.findings.map((finding) => plainText(finding.say)).join(" ");
  return `${shortId(incident)} · ${run.title}: ${found || run.state}`;
}

export function runBlocks(
  incident: Incident,
  run: Run,
  rows: KeptRows | undefined,
  pending: Run | undefined,
): Block[] {
  const where = targetsOf(run)
    .map(({ account, regions }) => `${regions.join(", ")} of account ${account}`)
    .join("; ");
  return [
    heading(run.title),
    lines(
      line(
        words("In "),
        foreign(where, 400),
        words(", "),
        moment(run.window.from),
        words(" to "),
        moment(run.window.to),
      ),
    ),
    ...answerBlocks(run, rows),
    ...againBlocks(run, pending, incident),
  ];
}
