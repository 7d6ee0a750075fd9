import type { BrokenRunbook } from "../../domain/runbook/broken-runbook.ts";
import type { Input } from "../../domain/runbook/front-matter.ts";
import type { Runbook } from "../../domain/runbook/schema.ts";
import type { CommandNames } from "../ids.ts";
import { type Block, bold, bullets, foreign, heading, line, lines, value, words } from "./blocks.ts";
import { type MessageView, messageView } from "./message.ts";

const shownRunbooks = 30;

export function runbookListView(
  runbooks: readonly Runbook[],
  commands: CommandNames,
  broken: readonly BrokenRunbook[] = [],
  /** What they were searched for. */
  searched?: string,
): MessageView {
  if (runbooks.length === 0 && broken.length === 0) {
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
    lines(
      line(
        bold(`Runbooks${more}`),
        searched === undefined ? [] : [words(" that speak of "), value(searched, 80)],
        words(` · start one with ${commands.runbook} run <id>`),
      ),
    ),
    ...(items.length > 0 ? [bullets(items)] : []),
    ...brokenBlocks(broken),
  ]);
}

const shownBroken = 10;

/** Somebody looks for one of these at three in the morning: better told than missing. */
function brokenBlocks(broken: readonly BrokenRunbook[]): Block[] {
  if (broken.length === 0) return [];
  const more = broken.length > shownBroken ? ` (${shownBroken} of ${broken.length})` : "";
  return [
    lines(line(bold(`⚠️ Broken and left out${more}`), words(" · mend the file and start Cairn again"))),
    bullets(
      broken
        .slice(0, shownBroken)
        .map(({ file, why }) => line(foreign(file, 100), words(": "), foreign(why, 400))),
    ),
  ];
}

/** What a person is asked for an input, or what counts when nobody is asked. */
function inputWords(input: Input): string {
  if (input.ask !== undefined) return input.ask;
  if (input.default === undefined) return input.type;
  const usual = Array.isArray(input.default) ? input.default.join(", ") : input.default;
  return `${usual}, unless told otherwise`;
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
              line(words(name, { code: true }), words(": "), foreign(inputWords(input), 300)),
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
