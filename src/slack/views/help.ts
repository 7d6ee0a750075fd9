import type { CommandNames } from "../ids.ts";
import { bold, bullets, line, lines, words } from "./blocks.ts";
import { clip, oneLine } from "./foreign-text.ts";
import { type MessageView, messageView } from "./message.ts";

type Lines = [usage: string, meaning: string][];

const incidentHelp: Lines = [
  ["", "what is open in this channel"],
  ["declare [P1–P4] <what is wrong>", "opens an incident with a thread"],
  ["list", "the newest incidents of this channel"],
  ["status [INC-42]", "how an incident stands"],
  ["ack", "says that you look at it"],
  ["take", "makes you its commander"],
  ["assign @person", "gives command to somebody"],
  ["severity P1–P4", "changes how urgent it is"],
  ["note <text>", "keeps a note in its timeline"],
  ["run [step]", "runs the next step of its runbook, or a step by its id"],
  ["snooze [1h <why>]", "keeps its thread quiet for a while"],
  ["resolve [what it was]", "closes it"],
  ["reopen <why>", "opens it again"],
  ["transcript", "puts the transcript into its thread"],
];

const runbookHelp: Lines = [
  ["list", "all runbooks and when to use them"],
  ["show <id>", "what a runbook asks and needs"],
  ["run <id> [name=value …]", "starts a runbook in an incident"],
];

const trailHelp: Lines = [
  ["", "opens a form: who, key, address, call, resource, and how far back"],
  ["who <key, ARN or session>", "the person, pipeline or machine behind it, hop by hop"],
  ["[key=…] [ip=…] [who=…] [call=…] [resource=…] [last=24h]", "the same, filled in"],
];

const anywhere =
  "Put INC-42 behind the verb to name an incident; without it, the only open one of the channel is meant.";

/** What can be typed; `wrong` is what was typed instead. */
export function helpView(which: keyof CommandNames, commands: CommandNames, wrong?: string): MessageView {
  const command = commands[which];
  const usage = { incident: incidentHelp, runbook: runbookHelp, trail: trailHelp }[which];
  const first =
    wrong === undefined
      ? `What ${command} can do`
      : `${command} does not know “${clip(oneLine(wrong), 50)}”. It knows:`;
  return messageView(first, [
    lines(line(bold(first))),
    bullets(
      usage.map(([typed, meaning]) =>
        line(words(`${command} ${typed}`.trim(), { code: true }), words(`  ${meaning}`)),
      ),
    ),
    lines(line(words(anywhere))),
  ]);
}
