import { acknowledgeIncident } from "../../flows/acknowledge-incident.ts";
import { addFollowUp } from "../../flows/add-follow-up.ts";
import { addNote } from "../../flows/add-note.ts";
import { answerStep } from "../../flows/answer-step.ts";
import { askAgain } from "../../flows/ask-again.ts";
import { askTrail } from "../../flows/ask-trail.ts";
import { askWhatChanged } from "../../flows/ask-what-changed.ts";
import { askWho } from "../../flows/ask-who.ts";
import { askWith } from "../../flows/ask-with.ts";
import { assignCommander } from "../../flows/assign-commander.ts";
import { auditRefusal } from "../../flows/audit-refusal.ts";
import { cancelRun } from "../../flows/cancel-run.ts";
import { changeInputs } from "../../flows/change-inputs.ts";
import { changeSeverity } from "../../flows/change-severity.ts";
import { claimStep, releaseStep } from "../../flows/claim-step.ts";
import { correctEntry } from "../../flows/correct-entry.ts";
import { breakTheGlass, decideOnApproval } from "../../flows/decide-approval.ts";
import { declareIncident } from "../../flows/declare-incident.ts";
import { engineChoices, trailChoices } from "../../flows/engine-choices.ts";
import { escalateIncident } from "../../flows/escalate-incident.ts";
import { escalationChoices } from "../../flows/escalation-choices.ts";
import { sayTranscript } from "../../flows/export-transcript.ts";
import { finishFollowUp } from "../../flows/finish-follow-up.ts";
import { homeOf } from "../../flows/home-of.ts";
import { keepChannels } from "../../flows/keep-channels.ts";
import { homeOpened, homeShown, homesInUse } from "../../flows/keep-home.ts";
import { keepMessage } from "../../flows/keep-message.ts";
import { mergeIncident } from "../../flows/merge-incident.ts";
import { muteAlarm } from "../../flows/mute-alarm.ts";
import { pickFinding } from "../../flows/pick-finding.ts";
import { pinMessage } from "../../flows/pin-message.ts";
import type { Ports, Show } from "../../flows/ports.ts";
import { reopenIncident } from "../../flows/reopen-incident.ts";
import { requestAct } from "../../flows/request-act.ts";
import { requestApproval } from "../../flows/request-approval.ts";
import { requestRun } from "../../flows/request-run.ts";
import { resolveIncident } from "../../flows/resolve-incident.ts";
import { reviewTheGlass } from "../../flows/review-glass.ts";
import { sayCommand } from "../../flows/say-command.ts";
import { sayRows } from "../../flows/say-rows.ts";
import { shareAnswer } from "../../flows/share-answer.ts";
import { skipStep } from "../../flows/skip-step.ts";
import { snoozeIncident } from "../../flows/snooze-incident.ts";
import { startRunbook } from "../../flows/start-runbook.ts";
import { stopRounds } from "../../flows/stop-rounds.ts";
import { takeCommand } from "../../flows/take-command.ts";
import { unmuteAlarm } from "../../flows/unmute-alarm.ts";
import { unpinMessage } from "../../flows/unpin-message.ts";
import { whatWaits } from "../../flows/what-waits.ts";
import { writeSummary } from "../../flows/write-summary.ts";

type Bound<F> = F extends (ports: never, wish: infer W) => infer R ? (wish: W) => R : never;

const bind =
  <P, W, R>(ports: P, flow: (ports: P, wish: W) => R) =>
  (wish: W): R =>
    flow(ports, wish);

/** Every flow that something in Slack starts. */
export interface Flows {
  declareIncident: Bound<typeof declareIncident>;
  acknowledgeIncident: Bound<typeof acknowledgeIncident>;
  takeCommand: Bound<typeof takeCommand>;
  assignCommander: Bound<typeof assignCommander>;
  changeSeverity: Bound<typeof changeSeverity>;
  addNote: Bound<typeof addNote>;
  escalateIncident: Bound<typeof escalateIncident>;
  escalationChoices: Bound<typeof escalationChoices>;
  resolveIncident: Bound<typeof resolveIncident>;
  reopenIncident: Bound<typeof reopenIncident>;
  snoozeIncident: Bound<typeof snoozeIncident>;
  startRunbook: Bound<typeof startRunbook>;
  requestRun: Bound<typeof requestRun>;
  cancelRun: Bound<typeof cancelRun>;
  answerStep: Bound<typeof answerStep>;
  requestApproval: Bound<typeof requestApproval>;
  decideOnApproval: Bound<typeof decideOnApproval>;
  breakTheGlass: Bound<typeof breakTheGlass>;
  reviewTheGlass: Bound<typeof reviewTheGlass>;
  requestAct: Bound<typeof requestAct>;
  askTrail: Bound<typeof askTrail>;
  askWhatChanged: Bound<typeof askWhatChanged>;
  askWith: Bound<typeof askWith>;
  engineChoices: Bound<typeof engineChoices>;
  trailChoices: Bound<typeof trailChoices>;
  askWho: Bound<typeof askWho>;
  sayTranscript: Bound<typeof sayTranscript>;
  sayRows: Bound<typeof sayRows>;
  sayCommand: Bound<typeof sayCommand>;
  askAgain: Bound<typeof askAgain>;
  stopRounds: Bound<typeof stopRounds>;
  changeInputs: Bound<typeof changeInputs>;
  claimStep: Bound<typeof claimStep>;
  releaseStep: Bound<typeof releaseStep>;
  pickFinding: Bound<typeof pickFinding>;
  shareAnswer: Bound<typeof shareAnswer>;
  skipStep: Bound<typeof skipStep>;
  pinMessage: Bound<typeof pinMessage>;
  unpinMessage: Bound<typeof unpinMessage>;
  keepMessage: Bound<typeof keepMessage>;
  whatWaits: Bound<typeof whatWaits>;
  homeOf: Bound<typeof homeOf>;
  homeOpened: Bound<typeof homeOpened>;
  homeShown: Bound<typeof homeShown>;
  homesInUse: (wish: object) => ReturnType<typeof homesInUse>;
  addFollowUp: Bound<typeof addFollowUp>;
  correctEntry: Bound<typeof correctEntry>;
  finishFollowUp: Bound<typeof finishFollowUp>;
  mergeIncident: Bound<typeof mergeIncident>;
  muteAlarm: Bound<typeof muteAlarm>;
  unmuteAlarm: Bound<typeof unmuteAlarm>;
  writeSummary: Bound<typeof writeSummary>;
  auditRefusal: Bound<typeof auditRefusal>;
  keepChannels: Bound<typeof keepChannels>;
  /** Shows something of an incident as it is now. */
  refresh: (shows: readonly Show[]) => Promise<void>;
}

export const bindFlows = (ports: Ports): Flows => ({
  declareIncident: bind(ports, declareIncident),
  acknowledgeIncident: bind(ports, acknowledgeIncident),
  takeCommand: bind(ports, takeCommand),
  assignCommander: bind(ports, assignCommander),
  changeSeverity: bind(ports, changeSeverity),
  addNote: bind(ports, addNote),
  escalateIncident: bind(ports, escalateIncident),
  escalationChoices: bind(ports, escalationChoices),
  resolveIncident: bind(ports, resolveIncident),
  reopenIncident: bind(ports, reopenIncident),
  snoozeIncident: bind(ports, snoozeIncident),
  startRunbook: bind(ports, startRunbook),
  requestRun: bind(ports, requestRun),
  cancelRun: bind(ports, cancelRun),
  answerStep: bind(ports, answerStep),
  requestApproval: bind(ports, requestApproval),
  decideOnApproval: bind(ports, decideOnApproval),
  breakTheGlass: bind(ports, breakTheGlass),
  reviewTheGlass: bind(ports, reviewTheGlass),
  requestAct: bind(ports, requestAct),
  askTrail: bind(ports, askTrail),
  askWhatChanged: bind(ports, askWhatChanged),
  askWith: bind(ports, askWith),
  engineChoices: bind(ports, engineChoices),
  trailChoices: bind(ports, trailChoices),
  askWho: bind(ports, askWho),
  sayTranscript: bind(ports, sayTranscript),
  sayRows: bind(ports, sayRows),
  sayCommand: bind(ports, sayCommand),
  askAgain: bind(ports, askAgain),
  stopRounds: bind(ports, stopRounds),
  changeInputs: bind(ports, changeInputs),
  claimStep: bind(ports, claimStep),
  releaseStep: bind(ports, releaseStep),
  pickFinding: bind(ports, pickFinding),
  shareAnswer: bind(ports, shareAnswer),
  skipStep: bind(ports, skipStep),
  pinMessage: bind(ports, pinMessage),
  unpinMessage: bind(ports, unpinMessage),
  keepMessage: bind(ports, keepMessage),
  whatWaits: bind(ports, whatWaits),
  homeOf: bind(ports, homeOf),
  homeOpened: bind(ports, homeOpened),
  homeShown: bind(ports, homeShown),
  homesInUse: () => homesInUse(ports),
  addFollowUp: bind(ports, addFollowUp),
  correctEntry: bind(ports, correctEntry),
  finishFollowUp: bind(ports, finishFollowUp),
  mergeIncident: bind(ports, mergeIncident),
  muteAlarm: bind(ports, muteAlarm),
  unmuteAlarm: bind(ports, unmuteAlarm),
  writeSummary: bind(ports, writeSummary),
  auditRefusal: bind(ports, auditRefusal),
  keepChannels: bind(ports, keepChannels),
  refresh: (shows) =>
    ports.store.transaction(async (tx) => {
      for (const show of shows) {
        await tx.lockIncident(show.incidentId);
        await tx.say(show);
      }
    }),
});
