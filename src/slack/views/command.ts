import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { commandText } from "../../domain/query/command-text.ts";
import type { QueryPlan } from "../../domain/query/query.ts";
import type { Run } from "../../domain/run/run.ts";
import { visible } from "../../domain/text/visible.ts";
import { bold, foreign, line, lines, preformatted, words } from "./blocks.ts";
import { clean, escapeText } from "./foreign-text.ts";
import { type MessageView, messageView } from "./message.ts";

type Planned = Run & { plan: QueryPlan };

/** A command that was cut could do something else: what is longer goes out as a file. */
const longestShown = 6_000;

export const fitsMessage = ({ plan }: Planned): boolean =>
  plan.command.length <= longestShown && escapeText(plan.command).length <= longestShown;

/** What a run asked, as command lines to copy. Key ids stay whole in them: shortened they would find nothing. */
export function commandView(incident: Incident, run: Planned): MessageView {
  const { command, remarks } = commandText(run.plan, run.query);
  return messageView(`${shortId(incident)} · the command lines of ${run.title}`, [
    lines(
      line(
        bold("The same by hand"),
        words(" · "),
        foreign(run.title, 150),
        words(` · with your own credentials for account `),
        foreign(run.account, 40),
      ),
    ),
    preformatted(command),
    lines(...remarks.map((remark) => line(foreign(remark, 900)))),
  ]);
}

/** The same as a script; what is not a command is a comment in it. */
export function commandFile(incident: Incident, run: Planned) {
  const { command, remarks } = commandText(run.plan, run.query);
  const comments = [run.title, ...remarks].map((text) => `# ${visible(text, 2_000)}\n`).join("");
  const name = `${shortId(incident)}-${run.stepId ?? "question"}-${run.id.slice(0, 8)}.sh`;
  return {
    name,
    title: clean(`${shortId(incident)} · command lines of ${run.title}`).slice(0, 200),
    content: `${comments}${command}\n`,
    comment: `The command lines of an answer in ${shortId(incident)}, too long for a message`,
  };
}
