import type { AnswerChoice } from "../../domain/runbook/answer-choices.ts";
import type { StepRecord } from "../../domain/step.ts";
import { actionIds } from "../ids.ts";
import { actions, button, foreign, line, lines } from "./blocks.ts";
import { oneLine } from "./foreign-text.ts";
import { type MessageView, messageView } from "./message.ts";

/** Which answer? The buttons do what those of the step's message do. */
export function pickAnswerView(
  { incidentId, stepId, version, position }: StepRecord,
  title: string,
  choices: readonly AnswerChoice[],
  /** What was typed and is none of them. */
  wrong?: string,
): MessageView {
  const ref = { incidentId, stepId, version };
  const question =
    wrong === undefined
      ? `What is the answer to ${position}. ${title}`
      : `“${wrong.slice(0, 80)}” is no answer to ${position}. ${title} Choose one:`;
  return messageView(oneLine(question), [
    lines(line(foreign(oneLine(question), 400))),
    ...actions(
      choices.flatMap(({ value, label, note }, index) => [
        ...(note === "required" ? [] : [button(`${actionIds.answer}:${index}`, label, { ...ref, value })]),
        ...(note === "no"
          ? []
          : [
              button(
                `${actionIds.answerWithNote}:${index}`,
                note === "required" ? `${label}…` : `${label}, with a note…`,
                { ...ref, value },
              ),
            ]),
      ]),
    ),
  ]);
}
