import { type Block, bold, bullets, line, lines, words } from "./blocks.ts";
import { clip, oneLine } from "./foreign-text.ts";
import { type MessageView, messageView } from "./message.ts";

/** What verbs are grouped by, most urgent first. */
export const verbGroups = {
  now: "Now",
  step: "A step of the runbook",
  look: "Look and ask",
  change: "Change",
  record: "For the record",
  else: "Help",
} as const;
export type VerbGroup = keyof typeof verbGroups;

/** What can be typed behind a command, and what it does. */
export interface UsageLine {
  typed: string;
  meaning: string;
  synonyms?: readonly string[];
  /** None stands before all groups. */
  group?: VerbGroup;
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
    ...usageList(
      command,
      usage.filter(({ group }) => group === undefined),
    ),
    ...(Object.keys(verbGroups) as VerbGroup[]).flatMap((group) => {
      const own = usage.filter((each) => each.group === group);
      return own.length === 0 ? [] : [lines(line(bold(verbGroups[group]))), ...usageList(command, own)];
    }),
    lines(line(words(anywhere))),
  ]);
}

const usageList = (command: string, usage: readonly UsageLine[]): Block[] =>
  usage.length === 0
    ? []
    : [
        bullets(
          usage.map(({ typed, meaning, synonyms = [] }) =>
            line(
              words(`${command} ${typed}`.trim(), { code: true }),
              words(`  ${meaning}`),
              words(synonyms.length > 0 ? ` (or ${synonyms.slice(0, 2).join(", ")})` : "", { italic: true }),
            ),
          ),
        ),
      ];
