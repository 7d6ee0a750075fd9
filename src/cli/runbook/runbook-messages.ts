import type { Fault } from "../../domain/runbook/fault.ts";
import type { Runbook, Step } from "../../domain/runbook/schema.ts";
import { fillText, lookupIn } from "../../domain/runbook/template.ts";
import { shortenKeys } from "../../domain/text/redact.ts";
import { plainText } from "../../domain/text/text.ts";
import { visible } from "../../domain/text/visible.ts";
import { blockFaults } from "../../sandbox/slack/blocks/validate-blocks.ts";
import { stepView } from "../../slack/views/step.ts";
import { shownStates, shownStep } from "./runbook-shown-step.ts";

/** Longer than any value is shown; Slack counts a character that it escapes as several. */
const longest = "&<>".repeat(200);
const shownFindings = 10;

/** What Slack would refuse of a runbook's messages when every value is as long as can be, and what of them nobody would see. */
export function messageFaults(runbook: Runbook): Fault[] {
  return runbook.steps.flatMap((step) =>
    [...refusals(runbook, step), ...unseen(runbook, step)].map((message) => ({
      file: runbook.file,
      line: step.line,
      message,
    })),
  );
}

function refusals(runbook: Runbook, step: Step): string[] {
  const [first] = shownStates(runbook, step, longest).flatMap((shown) =>
    blockFaults(stepView(shown).blocks, "message", ""),
  );
  return first === undefined ? [] : [`Slack would refuse the message of "${step.id}": ${first}`];
}

/** Of what the author wrote; values are short here. */
function unseen(runbook: Runbook, step: Step): string[] {
  const shown = shownStep(runbook, step, "x");
  const message = textsIn(stepView(shown).blocks).join("");
  const lookUp = lookupIn(shown.facts);
  const told = (template: string): string =>
    shortenKeys(visible(plainText(fillText(template, lookUp)), longestProse));
  const prose = step.prose.blocks.flatMap((block) => block.text).map(({ text }) => told(text));
  const cut = prose.find((text) => text.trim() !== "" && !message.includes(text));
  const commands = "copy" in step ? (step.copy ?? []) : [];
  const hidden = commands.find(({ command }) => !message.includes(told(command).slice(0, 40)));
  const findings = step.conclude.filter((rule) => rule.say !== undefined).length;
  return [
    ...(cut === undefined
      ? []
      : [
          `The prose of "${step.id}" is longer than a message shows: "${cut.slice(0, 60)}…" is cut. Shorten it or make two steps.`,
        ]),
    ...(hidden === undefined
      ? []
      : [
          `A message would not show the command "${hidden.say}" of "${step.id}": put it into a step of its own.`,
        ]),
    ...(findings > shownFindings
      ? [`"${step.id}" may conclude ${findings} findings; a message shows ${shownFindings}. Merge rules.`]
      : []),
  ];
}

const longestProse = 20_000;

function textsIn(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(textsIn);
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, inner]) =>
    key === "text" && typeof inner === "string" ? [inner] : textsIn(inner),
  );
}
