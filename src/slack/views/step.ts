import type { ActionsBlock } from "@slack/types";
import type { Approval } from "../../domain/approval.ts";
import type { Asked } from "../../domain/asked.ts";
import { shortId } from "../../domain/incident/incident.ts";
import { actorName } from "../../domain/responder.ts";
import type { Step } from "../../domain/runbook/schema.ts";
import { fillText, type Lookup, lookupIn } from "../../domain/runbook/template.ts";
import type { StepRecord } from "../../domain/step.ts";
import { plainText } from "../../domain/text/text.ts";
import { actionIds } from "../ids.ts";
import { actBody } from "./act.ts";
import { approveBody } from "./approve.ts";
import { askedWords } from "./ask.ts";
import { actions, type Block, bold, button, foreign, heading, line, lines, moment, words } from "./blocks.ts";
import { commandsToCopy } from "./commands-to-copy.ts";
import { clean } from "./foreign-text.ts";
import { type MessageView, messageView } from "./message.ts";
import { prose } from "./prose.ts";
import { type QuestionToShow, queryBody, repeatBody, type StepBody } from "./question-body.ts";
import { segments } from "./segments.ts";
import { claimBlocks, skipBlocks, standingButtons } from "./step-standing.ts";

export interface StepToShow extends QuestionToShow {
  /** Whom an ask step's question was put to, as far as that is known. */
  asked?: Asked;
  /** The newest word on an approve step, or on the act that it is about. */
  approval?: Approval;
  /** Why an act's event did not go out, or may not have. */
  trouble?: string;
}

/** One step of a runbook, from the moment it is due to its answer. */
export function stepView(shown: StepToShow): MessageView {
  const { incident, step, runbook } = shown;
  const definition = runbook?.steps.find((each) => each.id === step.stepId);
  const title = `${step.position}. ${definition?.title ?? step.stepId}`;
  const known = lookupIn(shown.facts);
  if (!definition)
    return messageView(`${shortId(incident)} · ${title}`, [
      heading(title),
      lines(
        line(
          words(
            `This step (${step.state}) is not in the incident's runbook as it is now. Go on with its newer steps, or start it again.`,
          ),
        ),
      ),
    ]);
  const body = bodies[definition.kind](shown, definition as never, known);
  // What people were asked and need not answer any more; a query that was left out can still be run.
  const over = incident.state === "resolved" || (step.state === "skipped" && definition.kind !== "query");
  return messageView(`${shortId(incident)} · ${title}: ${summary(shown, definition)}`, [
    heading(title),
    ...claimBlocks(step),
    ...skipBlocks(step),
    ...(definition.kind === "query" ? [] : prose(definition.prose, known)),
    ...body.blocks,
    ...actions(
      over
        ? body.buttons.filter(isReading)
        : [...body.buttons, ...(incident.state === "resolved" ? [] : standingButtons(step, definition))],
    ),
  ]);
}

type Kind<K> = Extract<Step, { kind: K }>;

const bodies: { [K in Step["kind"]]: (shown: StepToShow, step: Kind<K>, known: Lookup) => StepBody } = {
  query: (shown, definition, known) => queryBody(shown, definition, known),
  repeat: (shown, definition) => repeatBody(shown, definition),

  approve({ step, incident, approval }, definition, known) {
    const over = incident.state === "resolved" || step.state === "skipped";
    return approveBody({ step, approval, over }, definition, known);
  },

  act: ({ step, approval, trouble }, definition, known) =>
    actBody({ step, approval, trouble }, definition, known),

  instruct({ step }, definition, known) {
    const blocks = commandsToCopy(definition.copy ?? [], known);
    if (step.answer) return { blocks: [...blocks, answered(step, "Done")], buttons: [] };
    const ref = { incidentId: step.incidentId, stepId: step.stepId, version: step.version, value: "done" };
    const withNote = button(
      actionIds.answerWithNote,
      definition.note === "required" ? "Done…" : "Done, with a note…",
      ref,
    );
    const tick = button(actionIds.answer, "Done", ref, { style: "primary" });
    return { blocks, buttons: definition.note === "required" ? [withNote] : [tick, withNote] };
  },

  ask({ step, incident, asked: person }, definition, known) {
    const question = lines(line(segments(fillText(definition.question, known))));
    if (step.answer)
      return {
        blocks: [
          question,
          ...(person ? [lines(line(askedWords(person)))] : []),
          answered(step, labelOf(definition.answers, step.answer.value)),
        ],
        buttons: [],
      };
    const commander = definition.fallback === "commander" ? incident.commander : null;
    const nobody = definition.fallback === "lead" ? "a lead" : "the commander, who is nobody yet";
    const about = fillText(definition.to, known);
    const asked = line(
      words("For "),
      commander ? { type: "user", user_id: commander.id } : words(nobody),
      about.some((each) => "inserted" in each) ? [words(" · ask "), ...segments(about, 150)] : [],
    );
    const otherwise = step.expiresAt
      ? [
          line(
            words("Without an answer by "),
            moment(step.expiresAt),
            words(", "),
            bold(definition.answers[definition.otherwise] ?? definition.otherwise),
            words(" counts."),
          ),
        ]
      : [];
    const whom = person ? [line(askedWords(person))] : [];
    const others = person?.person ? [] : [asked];
    return {
      blocks: [question, lines(...whom, ...others, ...otherwise)],
      buttons: answers(step, definition.answers),
    };
  },

  choose({ step }, definition, known) {
    const question = lines(line(segments(fillText(definition.question, known))));
    if (step.answer)
      return {
        blocks: [question, answered(step, labelOf(definition.options, step.answer.value))],
        buttons: [],
      };
    return { blocks: [question], buttons: answers(step, definition.options) };
  },

  finish({ step }, definition, known) {
    const blocks = [
      lines(
        line(bold("Outcome"), words(`: ${definition.outcome}`)),
        ...(definition.say === undefined ? [] : [line(segments(fillText(definition.say, known)))]),
      ),
      ...commandsToCopy(definition.copy ?? [], known),
    ];
    const goesOn = definition.returns !== undefined;
    if (step.answer)
      return { blocks: [...blocks, answered(step, goesOn ? "Read" : "Finished")], buttons: [] };
    const ref = { incidentId: step.incidentId, stepId: step.stepId, version: step.version, value: "done" };
    return {
      blocks,
      buttons: [button(actionIds.answer, goesOn ? "Go on" : "Finish the runbook", ref, { style: "primary" })],
    };
  },
};

function answers(step: StepRecord, labels: Readonly<Record<string, string>>): ActionsBlock["elements"] {
  const ref = { incidentId: step.incidentId, stepId: step.stepId, version: step.version };
  return Object.entries(labels).map(([value, label], index) =>
    button(`${actionIds.answer}:${index}`, label, { ...ref, value }),
  );
}

const labelOf = (labels: Readonly<Record<string, string>>, value: string): string | undefined =>
  Object.hasOwn(labels, value) ? labels[value] : undefined;

function answered({ answer }: StepRecord, label: string | undefined): Block {
  if (!answer) return lines(line(words("Not answered yet")));
  const said = bold(clean(label ?? answer.value));
  if (answer.by.kind === "system")
    return lines(line(words("Nobody answered in time, so "), said, words(" counts · "), moment(answer.at)));
  return lines(line(said, words(" · "), foreign(actorName(answer.by), 80), words(" · "), moment(answer.at)));
}

/** What still makes sense once the incident is resolved. */
const reading: readonly string[] = [
  actionIds.fullResult,
  actionIds.reviewGlass,
  actionIds.showCommand,
  actionIds.showRows,
  actionIds.pickFinding,
];
const isReading = (element: ActionsBlock["elements"][number]): boolean =>
  "action_id" in element && element.action_id !== undefined && reading.includes(element.action_id);

function summary({ step, run }: StepToShow, definition: Step): string {
  if (run && run.findings.length > 0) return run.findings.map((finding) => plainText(finding.say)).join(" ");
  if (!step.answer) return run?.error ?? step.state;
  const labels =
    definition.kind === "ask" ? definition.answers : definition.kind === "choose" ? definition.options : {};
  return labelOf(labels, step.answer.value) ?? step.answer.value;
}
