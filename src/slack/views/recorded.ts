import type { Completeness } from "../../domain/query/query.ts";
import { type Block, bold, foreign, line, lines, preformatted } from "./blocks.ts";
import { escapeText } from "./foreign-text.ts";

const shownFixes = 3;
/** A command that was cut could do something else. */
const longestCommand = 1_000;

const titles = {
  recorded: "Nothing found. Such events are recorded here: ",
  partly: "Nothing found, and not all of it is recorded here: ",
  "not-recorded": "Not recorded here: ",
  "cannot-tell": "Nothing found. Whether such events are recorded here cannot be told: ",
} as const;

/** What stands in the place of "nothing found", and what people can do about it: text to copy, never run by Cairn. */
export function recordedBlocks({ recorded }: Pick<Completeness, "recorded">): Block[] {
  if (!recorded) return [];
  const { state, reasons, fix } = recorded;
  const said = lines(line(bold(titles[state]), foreign(reasons.slice(0, 4).join(" "), 900)));
  return [
    said,
    ...fix
      .slice(0, shownFixes)
      .flatMap(({ say, command }): Block[] => [
        lines(line(foreign(command === undefined ? say : `${say}:`, 300))),
        ...(command !== undefined && escapeText(command).length <= longestCommand
          ? [preformatted(command)]
          : []),
      ]),
  ];
}
