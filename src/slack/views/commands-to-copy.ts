import { fillCommand } from "../../domain/runbook/command.ts";
import { fillText, type Lookup } from "../../domain/runbook/template.ts";
import { plainText } from "../../domain/text.ts";
import { type Block, line, lines, preformatted } from "./blocks.ts";
import { segments } from "./segments.ts";

const shownCommands = 5;

/** Commands a person may copy; Cairn itself never runs them. */
export function commandsToCopy(copy: readonly { say: string; command: string }[], known: Lookup): Block[] {
  return copy
    .slice(0, shownCommands)
    .flatMap(({ say, command }) => [
      lines(line(segments(fillText(say, known), 300))),
      preformatted(plainText(fillCommand(command, known)), 600),
    ]);
}
