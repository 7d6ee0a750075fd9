import { fillCommand } from "../../domain/runbook/command.ts";
import { fillText, type Lookup } from "../../domain/runbook/template.ts";
import { plainText } from "../../domain/text/text.ts";
import { type Block, line, lines, preformatted } from "./blocks.ts";
import { escapeText } from "./foreign-text.ts";
import { segments } from "./segments.ts";

const shownCommands = 5;
/** A command that was cut could do something else. */
const longestCommand = 1_000;

/** Commands a person may copy; Cairn itself never runs them. */
export function commandsToCopy(copy: readonly { say: string; command: string }[], known: Lookup): Block[] {
  const shown = copy.slice(0, shownCommands).flatMap(({ say, command }) => {
    const text = plainText(fillCommand(command, known));
    const fits = escapeText(text).length <= longestCommand;
    return [
      lines(line(segments(fillText(say, known), 300))),
      preformatted(fits ? text : `# This command is too long to show here: ${text.length} characters.`),
    ];
  });
  const left = copy.length - shownCommands;
  return left > 0
    ? [...shown, lines(line({ type: "text", text: `${left} more in the runbook's file.` }))]
    : shown;
}
