import { bold, bullets, line, lines, words } from "./blocks.ts";
import { clip, oneLine } from "./foreign-text.ts";
import { type MessageView, messageView } from "./message.ts";

/** What can be typed behind a command, and what it does. */
export interface UsageLine {
  typed: string;
  meaning: string;
  synonyms?: readonly string[];
}

const anywhere =
  "Put INC-42 behind the verb to name an incident; without it, the thread's incident or the only open one of the channel is meant. In a thread, where Slack takes no commands, mention me with the same words.";

/** What can be typed; `wrong` is what was typed instead. */
export function helpView(command: string, usage: readonly UsageLine[], wrong?: string): MessageView {
  const first =
    wrong === undefined
      ? `What ${command} can do`
      : `${command} does not know “${clip(oneLine(wrong), 50)}”. It knows:`;
  return messageView(first, [
    lines(line(bold(first))),
    bullets(
      usage.map(({ typed, meaning, synonyms = [] }) =>
        line(
          words(`${command} ${typed}`.trim(), { code: true }),
          words(`  ${meaning}`),
          words(synonyms.length > 0 ? ` (or ${synonyms.slice(0, 2).join(", ")})` : "", { italic: true }),
        ),
      ),
    ),
    lines(line(words(anywhere))),
  ]);
}
