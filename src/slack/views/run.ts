import { type Incident, shortId } from "../../domain/incident.ts";
import { type Run, targetsOf } from "../../domain/run.ts";
import { plainText } from "../../domain/text.ts";
import { againBlocks } from "./again.ts";
import { answerBlocks, answerButtons, type KeptRows } from "./answer.ts";
import { actions, foreign, heading, line, lines, moment, words } from "./blocks.ts";
import { type MessageView, messageView } from "./message.ts";

/** An ad-hoc question and its answer. */
export function runView(
  incident: Incident,
  run: Run,
  rows: KeptRows | undefined,
  pending?: Run,
): MessageView {
  const found = run.findings.map((finding) => plainText(finding.say)).join(" ");
  return messageView(`${shortId(incident)} · ${run.title}: ${found || run.state}`, [
    heading(run.title),
    lines(
      line(
        words("In "),
        foreign(
          targetsOf(run)
            .map(({ account, regions }) => `${regions.join(", ")} of account ${account}`)
            .join("; "),
          400,
        ),
        words(", "),
        moment(run.window.from),
        words(" to "),
        moment(run.window.to),
      ),
    ),
    ...answerBlocks(run, rows),
    ...againBlocks(run, pending, incident),
    ...actions(answerButtons(run, [], rows, pending)),
  ]);
}
