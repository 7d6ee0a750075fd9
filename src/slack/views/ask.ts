import type { Asked } from "../../domain/asked.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { actorName } from "../../domain/responder.ts";
import type { Facts } from "../../domain/runbook/facts.ts";
import type { AskStep, Step } from "../../domain/runbook/schema.ts";
import { fillText, lookupIn } from "../../domain/runbook/template.ts";
import type { StepRecord } from "../../domain/step.ts";
import { plainText } from "../../domain/text/text.ts";
import { actionIds } from "../ids.ts";
import {
  actions,
  type Block,
  bold,
  button,
  type Element,
  foreign,
  heading,
  line,
  lines,
  moment,
  words,
} from "./blocks.ts";
import { type MessageView, messageView } from "./message.ts";
import { segments } from "./segments.ts";

interface AskToShow {
  incident: Incident;
  step: StepRecord;
  definition: Step | undefined;
  asked: Asked;
  facts: Facts;
  /** To the fallback, because whoever was asked first has not answered. */
  also?: boolean;
}

/** A question to one person alone, with the same buttons as in the thread; then what came of it. */
export function askView(shown: AskToShow): MessageView {
  const { incident, step, definition, asked, facts } = shown;
  const title = `${shortId(incident)} asks you`;
  if (definition?.kind !== "ask" || step.position !== asked.position)
    return messageView(`${title}: this is not asked any more`, [
      heading(title),
      lines(
        line(
          words("This is not asked any more: the runbook was started anew or changed. Nothing to do here."),
        ),
      ),
    ]);
  const question = fillText(definition.question, lookupIn(facts));
  const isOpen = step.state === "waiting" && incident.state !== "resolved";
  return messageView(`${title}: ${plainText(question)}`, [
    heading(title),
    lines(line(segments(question)), line(words("About: "), foreign(incident.title, 150))),
    ...(isOpen ? [open(step, definition)] : [over(step, definition)]),
    lines(line(words("Why you: "), ...whyYou(shown))),
    ...(isOpen ? actions(answers(step, definition)) : []),
  ]);
}

const whyYou = ({ asked: { how, person }, also }: AskToShow): Element[] =>
  also
    ? [foreign(person?.name ?? "Whoever was asked", 80), words(" was asked first and has not answered yet.")]
    : segments(how, 600);

/** In a message of its own, because an edit tells nobody. The buttons are in the question above. */
export function askReminderView({ incident, step, definition, asked }: AskToShow): MessageView {
  const title = shortId(incident);
  const isOpen =
    step.state === "waiting" && step.position === asked.position && incident.state !== "resolved";
  if (definition?.kind !== "ask" || !isOpen)
    return messageView(`${title}: no answer is needed any more`, [
      lines(line(words(`${title}: no answer is needed any more.`))),
    ]);
  return messageView(`${title} still waits for your answer`, [
    lines(line(bold(`${title} still waits for your answer`), words(": the question is above."))),
    open(step, definition),
  ]);
}

function open(step: StepRecord, { answers: labels, otherwise }: AskStep): Block {
  const what = words("What you say is kept in the incident’s record, with your name.");
  if (!step.expiresAt) return lines(line(what));
  return lines(
    line(what),
    line(
      words("Without an answer by "),
      moment(step.expiresAt),
      words(", "),
      bold(labels[otherwise] ?? otherwise),
      words(" counts."),
    ),
  );
}

function over({ answer }: StepRecord, { answers: labels }: AskStep): Block {
  if (!answer) return lines(line(words("This is over: nothing to do here.", { italic: true })));
  const said = bold((Object.hasOwn(labels, answer.value) && labels[answer.value]) || answer.value);
  return answer.by.kind === "system"
    ? lines(line(words("Nobody answered in time, so "), said, words(" counts · "), moment(answer.at)))
    : lines(line(said, words(" · "), foreign(actorName(answer.by), 80), words(" · "), moment(answer.at)));
}

const answers = ({ incidentId, stepId, version }: StepRecord, definition: AskStep) =>
  Object.entries(definition.answers).map(([value, label], index) =>
    button(`${actionIds.answer}:${index}`, label, { incidentId, stepId, version, value }),
  );

/** For the step's message in the thread: who was asked, by which way, and how we know that it is them. */
export function askedWords({ person, way, how, trouble, also }: Asked): Element[] {
  if (person === null)
    return [
      words("Not asked themselves: "),
      how.length > 0 ? [...segments(how, 300), words(". ")] : [],
      foreign(trouble ?? "", 300),
    ].flat();
  const mention: Element = { type: "user", user_id: person.id };
  const ways = { dm: " by a direct message", thread: " here in the thread", nobody: "" };
  return [
    words("Asked: "),
    mention,
    words(`${ways[way]} · `),
    segments(how, 300),
    trouble === null ? [] : [words(" · "), foreign(trouble, 200)],
    also ? [words(" · no answer yet, so also asked: "), { type: "user", user_id: also.id } as const] : [],
  ].flat();
}
