import { ConflictError } from "../../domain/errors.ts";
import { type Incident, requireOpen, shortId } from "../../domain/incident/incident.ts";
import { requireRunbookAccess } from "../../domain/permission.ts";
import { actorName } from "../../domain/responder.ts";
import { answerChoices, answerIn } from "../../domain/runbook/answer-choices.ts";
import { isQuestion } from "../../domain/runbook/schema.ts";
import type { StepRecord } from "../../domain/step.ts";
import { answerModal, skipModal } from "../views/modals.ts";
import { pickAnswerView } from "../views/pick-answer.ts";
import type { CommandText } from "./command-text.ts";
import type { Desk, Wish } from "./desk.ts";
import { from } from "./open-modal.ts";
import { say } from "./verb.ts";
import { type MeantStep, whichStep } from "./which-step.ts";

type About = (desk: Desk, wish: Wish, incident: Incident, said: CommandText) => Promise<void>;

// What the verbs do that are about one step of the incident's runbook, as the buttons of its message do it.

/** The next one unless one is named. */
export const run: About = async (desk, wish, incident, { rest }) => {
  const meant = rest === "" ? undefined : await stepIn(desk, wish, incident, "run", rest, runnable);
  if (rest !== "" && meant === undefined) return;
  const stepId = meant?.step.id;
  const queued = await desk.flows.requestRun({ incidentId: incident.id, stepId, actor: wish.actor });
  await say(wish, `“${queued.title}” is queued; its answer shows in the thread of ${shortId(incident)}.`);
};

/** `skip 3 because nobody is there`; without a reason its form. */
export const skip: About = async (desk, wish, incident, { rest }) => {
  const meant = await stepIn(desk, wish, incident, "skip", rest, open);
  if (meant === undefined) return;
  const { step, record, runbook } = meant;
  const about = refOf(record);
  const reason = meant.rest.replace(/^(?:because|since|as|:|–|-)\s+/i, "");
  if (reason === "") {
    requireRunbookAccess(wish.actor, "step.skip", runbook, incident);
    requireOpen(incident);
    return wish.open(skipModal(about, step.title, from(wish)));
  }
  await desk.flows.skipStep({ ...about, reason, actor: wish.actor });
  await say(wish, `“${step.title}” is left out.`);
};

export const claim: About = async (desk, wish, incident, { rest }) => {
  const meant = await stepIn(
    desk,
    wish,
    incident,
    "claim",
    rest,
    ({ record }) => !record.claimed && open({ record }),
  );
  if (meant === undefined) return;
  await desk.flows.claimStep({ ...refOf(meant.record), actor: wish.actor });
  await say(wish, `“${meant.step.title}” is yours; its message says so.`);
};

export const release: About = async (desk, wish, incident, { rest }) => {
  const meant = await stepIn(desk, wish, incident, "release", rest, ({ record }) => !!record.claimed);
  if (meant === undefined) return;
  await desk.flows.releaseStep({ ...refOf(meant.record), actor: wish.actor });
  await say(wish, `“${meant.step.title}” is free again.`);
};

/** What is asked of AWS just now; a step that asks again by itself is stopped. */
export const cancel: About = async (desk, wish, incident, { rest }) => {
  const meant = await stepIn(desk, wish, incident, "cancel", rest, underWay);
  if (meant === undefined) return;
  const { step, record } = meant;
  if (step.kind === "repeat") await desk.flows.stopRounds({ ...refOf(record), actor: wish.actor });
  else if (record.runId === null)
    throw new ConflictError(`“${step.title}” asks nothing of AWS just now, so there is nothing to cancel.`);
  else await desk.flows.cancelRun({ runId: record.runId, actor: wish.actor });
  await say(wish, `“${step.title}” is cancelled.`);
};

export const again: About = async (desk, wish, incident, { rest }) => {
  const meant = await stepIn(desk, wish, incident, "again", rest, answered);
  if (meant === undefined) return;
  const { step, record } = meant;
  if (record.runId === null)
    throw new ConflictError(
      isQuestion(step)
        ? `“${step.title}” has no answer yet to ask again about. Run it first.`
        : `“${step.title}” asks nothing of AWS, so it cannot be asked again.`,
    );
  await desk.flows.askAgain({ runId: record.runId, actor: wish.actor });
  await say(wish, `“${step.title}” is asked again; what is new shows in the thread of ${shortId(incident)}.`);
};

/** `answer 3 yes, it was me`; a button for each answer when none of them was said. */
export const answer: About = async (desk, wish, incident, { rest }) => {
  const meant = await stepIn(desk, wish, incident, "answer", rest, ({ step, record }) =>
    isQuestion(step) || step.kind === "approve"
      ? false
      : record.state === "waiting" || (step.kind === "act" && open({ record })),
  );
  if (meant === undefined) return;
  const { step, record, runbook } = meant;
  await requireMayAnswer(desk, wish, incident, meant);
  requireOpen(incident);
  if (record.answer)
    throw new ConflictError(`“${step.title}” is already answered by ${actorName(record.answer.by)}.`);
  const choices = answerChoices(step, record.state);
  const found = answerIn(meant.rest, choices);
  if (found === undefined)
    return wish.tell(pickAnswerView(record, step.title, choices, meant.rest || undefined));
  const { choice, note } = found;
  if (choice.note === "required" && note === undefined)
    return wish.open(answerModal({ ...refOf(record), value: choice.value }, step.title, from(wish)));
  await desk.flows.answerStep({ ...refOf(record), value: choice.value, note, actor: wish.actor });
  await say(wish, `“${step.title}” of ${runbook.title}: ${choice.label}.`);
};

async function requireMayAnswer(
  { reads }: Desk,
  { actor }: Wish,
  incident: Incident,
  { runbook, record }: MeantStep,
): Promise<void> {
  const asked = await reads.asked(incident.id, record.stepId, record.position);
  const them = [asked?.person?.id, asked?.also?.id].find((id) => id === actor.id);
  requireRunbookAccess(actor, "step.answer", runbook, { ...incident, asked: them });
}

type Suits = Parameters<typeof whichStep>[3]["suits"];
type Standing = { record: StepRecord };

const open = ({ record: { state, runId } }: Standing): boolean =>
  ["ready", "failed", "cancelled", "unknown"].includes(state) || (state === "waiting" && runId === null);
const runnable: Suits = ({ step, record }) => isQuestion(step) && open({ record });
const underWay = ({ record: { state, runId } }: Standing): boolean =>
  runId !== null && ["queued", "running", "waiting"].includes(state);
const answered: Suits = ({ step, record }) => step.kind === "query" && record.state === "done";

const nothing: Record<string, string> = {
  run: "No step is waiting to be run.",
  skip: "No step is waiting, so none can be left out.",
  claim: "No step is waiting that nobody has yet.",
  release: "Nobody has a step.",
  cancel: "Nothing is asked of AWS just now, so there is nothing to cancel.",
  again: "No step has an answer yet to ask again about.",
  answer: "No step waits for an answer.",
};

const stepIn = (desk: Desk, wish: Wish, incident: Incident, verb: string, rest: string, suits: Suits) =>
  whichStep(desk, wish, incident, {
    ...{ verb, rest, suits, prefer: incident.nextStep, none: nothing[verb] ?? "" },
    freeText: verb === "skip" || verb === "answer",
  });

const refOf = ({ incidentId, stepId, version }: StepRecord) => ({ incidentId, stepId, version });
