import type { ActionsBlock } from "@slack/types";
import { shortId } from "../../domain/incident/incident.ts";
import type { Waiting } from "../../domain/incident/waiting.ts";
import { actionIds } from "../ids.ts";
import { actions, type Block, bold, button, foreign, line, lines, words } from "./blocks.ts";
import { clip, oneLine } from "./foreign-text.ts";
import { linkButton } from "./link-button.ts";

const whyWords: Record<Waiting["why"], string> = {
  answer: "You are asked",
  approve: "Waits for your word: read it in the thread, then approve or reject",
  review: "Was done without an approval: a lead reviews it",
  claimed: "You claimed it",
  next: "Next, and you have command",
};

const mostAnswers = 4;

/** A line and its buttons for each thing that waits; `links` leads to the step's own message. */
export function waitingBlocks(
  waiting: readonly Waiting[],
  links: (waiting: Waiting) => string | undefined = () => undefined,
): Block[] {
  return waiting.flatMap((each, index) => [
    lines(
      line(
        bold(`${shortId(each.incident)} · ${each.incident.severity}`),
        words(" · "),
        foreign(each.title, 150),
      ),
      line(words(whyWords[each.why], { italic: true })),
    ),
    ...actions([...buttons(each, index), ...linkButton(links(each), "Open the thread", index)]),
  ]);
}

function buttons({ why, step, kind, answers }: Waiting, index: number): ActionsBlock["elements"] {
  const ref = { incidentId: step.incidentId, stepId: step.stepId, version: step.version };
  const mine = why === "next" || why === "claimed";
  if (mine && (kind === "query" || kind === "repeat"))
    return [button(`${actionIds.run}:${index}`, "Run", ref, { style: "primary" })];
  // What is to be approved, done or copied must be read first: only its own message shows it whole.
  if ((why === "answer" || mine) && answers && Object.keys(answers).length <= mostAnswers)
    return Object.entries(answers).map(([value, label], nth) =>
      button(`${actionIds.answer}:${index * 10 + nth}`, clip(oneLine(label), 60), { ...ref, value }),
    );
  return [];
}
