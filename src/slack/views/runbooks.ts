import type { Runbook } from "../../domain/runbook/schema.ts";
import type { CommandNames } from "../ids.ts";
import { bold, bullets, foreign, heading, line, lines, words } from "./blocks.ts";
import { type MessageView, messageView } from "./message.ts";

const shownRunbooks = 30;

export function runbookListView(runbooks: readonly Runbook[], commands: CommandNames): MessageView {
  if (runbooks.length === 0) {
    const none = "There is no runbook yet: put one into the folder runbooks/ and start again.";
    return messageView(none, [lines(line(words(none)))]);
  }
  const items = runbooks
    .slice(0, shownRunbooks)
    .map((each) =>
      line(
        words(each.id, { code: true }),
        words(` ${each.title}. `),
        words(each.whenToUse, { italic: true }),
      ),
    );
  const more = runbooks.length > shownRunbooks ? ` (${shownRunbooks} of ${runbooks.length})` : "";
  return messageView("Runbooks", [
    lines(line(bold(`Runbooks${more}`), words(` · start one with ${commands.runbook} run <id>`))),
    bullets(items),
  ]);
}

export function runbookView(runbook: Runbook, commands: CommandNames): MessageView {
  const inputs = Object.entries(runbook.inputs);
  return messageView(runbook.title, [
    heading(runbook.title),
    lines(
      line(bold("When to use: "), foreign(runbook.whenToUse, 500)),
      line(bold("When not to: "), foreign(runbook.whenNotToUse, 500)),
      line(
        words(`${runbook.severity} · kept by `),
        foreign(runbook.owner, 100),
        words(` · reviewed ${runbook.reviewed.date} · ${runbook.hash.slice(0, 7)}`),
      ),
    ),
    ...(inputs.length > 0
      ? [
          lines(line(bold("Needs"))),
          bullets(
            inputs.map(([name, input]) =>
              line(words(name, { code: true }), words(` ${input.ask ?? input.type}`)),
            ),
          ),
        ]
      : []),
    lines(line(bold("Steps"))),
    bullets(
      runbook.steps.map((step) => line(foreign(step.title, 150), words(` (${step.kind})`, { italic: true }))),
    ),
    lines(
      line(
        words(`${commands.runbook} run ${runbook.id}`, { code: true }),
        words(" starts it in an incident."),
      ),
    ),
  ]);
}
