import { muteAlarm } from "../../flows/alarms/mute-alarm.ts";
import { unmuteAlarm } from "../../flows/alarms/unmute-alarm.ts";
import { breakTheGlass, decideOnApproval } from "../../flows/approval/decide-approval.ts";
import { requestAct } from "../../flows/approval/request-act.ts";
import { requestApproval } from "../../flows/approval/request-approval.ts";
import { reviewTheGlass } from "../../flows/approval/review-glass.ts";
import { auditRefusal } from "../../flows/audit-refusal.ts";
import { escalateIncident } from "../../flows/escalation/escalate-incident.ts";
import { escalationChoices } from "../../flows/escalation/escalation-choices.ts";
import { addFollowUp } from "../../flows/follow-up/add-follow-up.ts";
import { correctEntry } from "../../flows/follow-up/correct-entry.ts";
import { finishFollowUp } from "../../flows/follow-up/finish-follow-up.ts";
import { snoozeFollowUp } from "../../flows/follow-up/snooze-follow-up.ts";
import { writeSummary } from "../../flows/follow-up/write-summary.ts";
import { homeOf } from "../../flows/home/home-of.ts";
import { homeOpened, homeShown, homesInUse } from "../../flows/home/keep-home.ts";
import { whatWaits } from "../../flows/home/what-waits.ts";
import { acknowledgeIncident } from "../../flows/incidents/acknowledge-incident.ts";
import { assignCommander } from "../../flows/incidents/assign-commander.ts";
import { changeSeverity } from "../../flows/incidents/change-severity.ts";
import { declareIncident } from "../../flows/incidents/declare-incident.ts";
import { mergeIncident } from "../../flows/incidents/merge-incident.ts";
import { reopenIncident } from "../../flows/incidents/reopen-incident.ts";
import { resolveIncident } from "../../flows/incidents/resolve-incident.ts";
import { snoozeIncident } from "../../flows/incidents/snooze-incident.ts";
import { unmergeIncident } from "../../flows/incidents/unmerge-incident.ts";
import type { Ports, Show } from "../../flows/ports.ts";
import { answerStep } from "../../flows/runbook/answer-step.ts";
import { changeInputs } from "../../flows/runbook/change-inputs.ts";
import { claimStep, releaseStep } from "../../flows/runbook/claim-step.ts";
import { pickFinding } from "../../flows/runbook/pick-finding.ts";
import { skipStep } from "../../flows/runbook/skip-step.ts";
import { startRunbook } from "../../flows/runbook/start-runbook.ts";
import { stopRounds } from "../../flows/runbook/stop-rounds.ts";
import { askAgain } from "../../flows/runs/ask-again.ts";
import { askTrail } from "../../flows/runs/ask-trail.ts";
import { askWhatChanged } from "../../flows/runs/ask-what-changed.ts";
import { askWho } from "../../flows/runs/ask-who.ts";
import { askWith } from "../../flows/runs/ask-with.ts";
import { cancelRun } from "../../flows/runs/cancel-run.ts";
import { engineChoices, trailChoices } from "../../flows/runs/engine-choices.ts";
import { requestRun } from "../../flows/runs/request-run.ts";
import { sayRows } from "../../flows/runs/say-rows.ts";
import { shareAnswer } from "../../flows/runs/share-answer.ts";
import { sayCommand } from "../../flows/say-command.ts";
import { takeCommand } from "../../flows/take-command.ts";
import { addNote } from "../../flows/thread/add-note.ts";
import { sayTranscript } from "../../flows/thread/export-transcript.ts";
import { holdText } from "../../flows/thread/hold-text.ts";
import { keepChannels } from "../../flows/thread/keep-channels.ts";
import { keepMessage } from "../../flows/thread/keep-message.ts";
import { pinMessage } from "../../flows/thread/pin-message.ts";
import { unpinMessage } from "../../flows/thread/unpin-message.ts";

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
  holdText: Bound<typeof holdText>;
  whatWaits: Bound<typeof whatWaits>;
  homeOf: Bound<typeof homeOf>;
  homeOpened: Bound<typeof homeOpened>;
  homeShown: Bound<typeof homeShown>;
  homesInUse: (wish: object) => ReturnType<typeof homesInUse>;
  addFollowUp: Bound<typeof addFollowUp>;
  correctEntry: Bound<typeof correctEntry>;
  finishFollowUp: Bound<typeof finishFollowUp>;
  snoozeFollowUp: Bound<typeof snoozeFollowUp>;
  mergeIncident: Bound<typeof mergeIncident>;
  unmergeIncident: Bound<typeof unmergeIncident>;
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
  holdText: bind(ports, holdText),
  whatWaits: bind(ports, whatWaits),
  homeOf: bind(ports, homeOf),
  homeOpened: bind(ports, homeOpened),
  homeShown: bind(ports, homeShown),
  homesInUse: () => homesInUse(ports),
  addFollowUp: bind(ports, addFollowUp),
  correctEntry: bind(ports, correctEntry),
  finishFollowUp: bind(ports, finishFollowUp),
  snoozeFollowUp: bind(ports, snoozeFollowUp),
  mergeIncident: bind(ports, mergeIncident),
  unmergeIncident: bind(ports, unmergeIncident),
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
