import { ConflictError, NotFoundError } from "../../domain/errors.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { requirePermission } from "../../domain/permission.ts";
import { actionIds, type Ref } from "../ids.ts";
import { askWithModal } from "../views/ask-with.ts";
import { breakGlassModal, reviewGlassModal } from "../views/glass-modals.ts";
import { answerModal, reopenModal, resolveModal } from "../views/modals.ts";
import { toldView } from "../views/told.ts";
import { parseCommandText } from "./command-text.ts";
import type { Desk, Wish } from "./desk.ts";
import { escalate } from "./escalate.ts";
import { findVerb } from "./find-verb.ts";
import { incidentCommand } from "./incident-command.ts";
import { from } from "./open-modal.ts";
import { runbookCommand, startOrAsk } from "./runbook-command.ts";
import { showCommand, showRows } from "./show-answer.ts";
import { openInputs, openSkip } from "./step-forms.ts";
import {
  pressFollowUpDone,
  pressFollowUpSnooze,
  pressResolveProposed,
  pressUnmute,
} from "./tending-forms.ts";
import { trailCommand } from "./trail-command.ts";
import { showTray } from "./tray.ts";
import { carryOut } from "./verb.ts";
import { verbs } from "./verbs.ts";

type Press = (desk: Desk, wish: Wish, ref: Ref) => Promise<void>;

/** Every button and the flow it starts. */
export const buttons: Record<(typeof actionIds)[keyof typeof actionIds], Press> = {
  [actionIds.acknowledge]: (desk, { actor }, ref) =>
    desk.flows.acknowledgeIncident({ incidentId: need(ref.incidentId), actor }),

  [actionIds.take]: (desk, { actor }, ref) =>
    desk.flows.takeCommand({ incidentId: need(ref.incidentId), actor }),

  [actionIds.runNext]: run,
  [actionIds.run]: run,

  [actionIds.cancel]: (desk, { actor }, ref) => desk.flows.cancelRun({ runId: need(ref.runId), actor }),

  [actionIds.askWith]: async (desk, wish, ref) => {
    const step = { incidentId: need(ref.incidentId), stepId: need(ref.stepId) };
    const { title, choices } = await desk.flows.engineChoices({ ...step, actor: wish.actor });
    await wish.open(askWithModal({ ...step, ...from(wish) }, title, choices));
  },

  [actionIds.whatChanged]: async (desk, wish, ref) => {
    await desk.flows.askWhatChanged({ incidentId: need(ref.incidentId), actor: wish.actor });
    await wish.tell(toldView("What changed before the alarm comes into this thread."));
  },

  [actionIds.fullResult]: async (desk, wish, ref) => {
    await desk.flows.sayRows({ runId: need(ref.runId), actor: wish.actor });
    await wish.tell(toldView("All rows come here as a file."));
  },

  [actionIds.askAgain]: async (desk, { actor }, ref) => {
    await desk.flows.askAgain({ runId: need(ref.runId), actor });
  },

  [actionIds.changeInputs]: openInputs,
  [actionIds.skip]: openSkip,
  [actionIds.claim]: (desk, { actor }, ref) => desk.flows.claimStep({ ...stepIn(ref), actor }),

  [actionIds.release]: (desk, { actor }, ref) => desk.flows.releaseStep({ ...stepIn(ref), actor }),

  [actionIds.pickFinding]: async (desk, wish, ref) => {
    await desk.flows.pickFinding({ runId: need(ref.runId), actor: wish.actor });
    await wish.tell(toldView("It is on the timeline, with your name."));
  },

  [actionIds.shareAnswer]: async (desk, wish, ref) => {
    await desk.flows.shareAnswer({ runId: need(ref.runId), actor: wish.actor });
    await wish.tell(toldView("It comes into the incident's thread."));
  },

  [actionIds.stopRounds]: (desk, { actor }, ref) => desk.flows.stopRounds({ ...stepIn(ref), actor }),

  [actionIds.showCommand]: showCommand,
  [actionIds.showRows]: showRows,

  [actionIds.answer]: (desk, { actor }, ref) =>
    desk.flows.answerStep({
      incidentId: need(ref.incidentId),
      stepId: need(ref.stepId),
      version: ref.version ?? 0,
      value: need(ref.value),
      actor,
    }),

  [actionIds.answerWithNote]: async (desk, wish, ref) => {
    const incident = await incidentOf(desk, ref);
    requirePermission(wish.actor, "step.answer", incident);
    const runbook = incident.runbook ? desk.runbooks.byId(incident.runbook.id) : undefined;
    const title = runbook?.steps.find((step) => step.id === ref.stepId)?.title ?? need(ref.stepId);
    await wish.open(answerModal(ref, title, from(wish)));
  },

  [actionIds.askApproval]: (desk, { actor }, ref) => desk.flows.requestApproval({ ...stepIn(ref), actor }),

  [actionIds.decide]: (desk, { actor }, ref) =>
    desk.flows.decideOnApproval({
      ...stepIn(ref),
      seen: need(ref.rest),
      decision: ref.value === "approved" ? "approved" : "rejected",
      actor,
    }),

  [actionIds.breakGlass]: async (desk, wish, ref) => {
    requirePermission(wish.actor, "approval.break-glass", await incidentOf(desk, ref));
    await wish.open(breakGlassModal(ref, from(wish)));
  },

  [actionIds.reviewGlass]: async (_, wish, ref) => {
    requirePermission(wish.actor, "approval.review");
    await wish.open(reviewGlassModal(ref, from(wish)));
  },

  [actionIds.act]: (desk, { actor }, ref) => desk.flows.requestAct({ ...stepIn(ref), actor }),

  [actionIds.who]: async (desk, wish, ref) => {
    const of = { runId: need(ref.runId), nth: Number(need(ref.value)) };
    await desk.flows.askWho({ incidentId: need(ref.incidentId), of, actor: wish.actor });
    await wish.tell(toldView("Who it is comes into this thread, hop by hop."));
  },

  [actionIds.unmute]: pressUnmute,
  [actionIds.resolveProposed]: pressResolveProposed,
  [actionIds.followUpDone]: pressFollowUpDone,
  [actionIds.followUpSnooze]: pressFollowUpSnooze,

  [actionIds.escalate]: async (desk, wish, ref) =>
    escalate(desk, wish, await incidentOf(desk, ref), { rest: "", people: [] }),

  [actionIds.resolve]: async (desk, wish, ref) => {
    const incident = await incidentOf(desk, ref);
    requirePermission(wish.actor, "incident.resolve", incident);
    await wish.open(resolveModal(incident, from(wish)));
  },

  [actionIds.reopen]: async (desk, wish, ref) => {
    const incident = await incidentOf(desk, ref);
    requirePermission(wish.actor, "incident.reopen", incident);
    await wish.open(reopenModal(incident, from(wish)));
  },

  [actionIds.more]: (desk, wish, ref) =>
    ref.do === undefined ? showTray(desk, wish) : pressVerb(desk, wish, ref),
  [actionIds.verb]: pressVerb,

  [actionIds.startRunbook]: async (desk, wish, ref) =>
    startOrAsk(desk, wish, await incidentOf(desk, ref), need(ref.runbookId)),

  [actionIds.pickIncident]: sayAgain,
  [actionIds.sayAgain]: sayAgain,
};

/** A verb of the tray, as if it were typed with nothing behind it. */
async function pressVerb(desk: Desk, wish: Wish, ref: Ref): Promise<void> {
  const verb = findVerb(verbs, need(ref.do));
  if (verb === undefined)
    throw new ConflictError("This button is from another version of Cairn. Please use the newest message.");
  await carryOut(desk, wish, verb, parseCommandText(verb.name));
}

/** What was typed before, now that it is known what was meant. */
async function sayAgain(desk: Desk, wish: Wish, ref: Ref): Promise<void> {
  const [command = "", ...words] = need(ref.rest).split(" ");
  await (againCommands[command] ?? incidentCommand)(desk, wish, words.join(" "));
  await wish.dismiss?.();
}

const againCommands: Record<string, typeof incidentCommand> = {
  runbook: runbookCommand,
  trail: trailCommand,
};

async function run(desk: Desk, { actor }: Wish, ref: Ref): Promise<void> {
  const { stepId, version } = ref;
  await desk.flows.requestRun({ incidentId: need(ref.incidentId), stepId, version, actor });
}

const stepIn = (ref: Ref): { incidentId: string; stepId: string; version: number } => ({
  incidentId: need(ref.incidentId),
  stepId: need(ref.stepId),
  version: ref.version ?? 0,
});

async function incidentOf({ reads }: Desk, { incidentId }: Ref): Promise<Incident> {
  const incident = await reads.incident(need(incidentId));
  if (incident) return incident;
  throw new NotFoundError("This incident is not in the record any more.");
}

function need<T>(part: T | undefined): T {
  if (part !== undefined) return part;
  throw new NotFoundError("This button does not say what it belongs to. Please use the newest message.");
}
