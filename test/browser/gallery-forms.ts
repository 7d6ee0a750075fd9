import type { ModalView } from "@slack/types";
import { askWithModal } from "../../src/slack/views/ask-with.ts";
import { escalateModal } from "../../src/slack/views/escalate-modal.ts";
import { breakGlassModal, reviewGlassModal } from "../../src/slack/views/glass-modals.ts";
import { inputsModal } from "../../src/slack/views/inputs-modal.ts";
import { linkModal } from "../../src/slack/views/message-modals.ts";
import * as modals from "../../src/slack/views/modals.ts";
import { changeInputsModal } from "../../src/slack/views/step-inputs.ts";
import {
  correctModal,
  followUpModal,
  mergeModal,
  muteModal,
  summaryModal,
} from "../../src/slack/views/tending-modals.ts";
import { toldView } from "../../src/slack/views/told.ts";
import { toldModal } from "../../src/slack/views/told-modal.ts";
import { transcriptModal } from "../../src/slack/views/transcript-modal.ts";
import * as pieces from "../fixtures/slack/record.ts";
import { alarms, entry, facts, incident, key, place } from "./gallery-record.ts";

const other = incident({ id: "j", number: 43, title: "ConsoleSignInFailures" });
const note = entry(7, "note.add", { text: "The key belongs to the report exporter." });
const ref = { incidentId: incident().id, stepId: "who" };
const [who] = pieces.steps;
const estimate = (seconds: number, dollars?: number) => ({
  estimate: {
    seconds,
    calls: Math.ceil(seconds / 2),
    ...(dollars === undefined ? {} : { dollars, bytes: dollars * 2e11 }),
  },
});
const runbook = pieces.runbook({
  inputs: { key: { type: "access-key-id", from: "alarm", ask: "Which access key?" } as never },
});

/** Every form, as people see it; those that other tests take pictures of are not among them. */
export const forms: Record<string, () => ModalView> = {
  "form-declare": () => modals.declareModal(place),
  "form-note": () => modals.noteModal(incident(), place),
  "form-resolve": () => modals.resolveModal(incident(), place),
  "form-reopen": () => modals.reopenModal(incident(), place),
  "form-snooze": () => modals.snoozeModal(incident(), place),
  "form-assign": () => modals.assignModal(incident(), place),
  "form-severity": () => modals.severityModal(incident(), place),
  "form-runbook": () => modals.runbookModal(incident(), [runbook], place),
  "form-skip": () =>
    modals.skipModal({ ...place, stepId: "who" }, "Who uses this key, and from where?", place),
  "form-done": () => modals.answerModal(ref, "Rotate the key", place),
  "form-link": () => linkModal([incident(), other], place, "{}", "Somebody signs in as root at night."),
  "form-inputs": () =>
    inputsModal(
      incident(),
      runbook,
      [{ name: "key", ask: "Which access key?", input: { type: "access-key-id" } as never }],
      place,
      { key },
    ),
  "form-change-inputs": () =>
    changeInputsModal({ ...place, stepId: "who" }, { step: who as never, runbook, facts, runs: true }),
  "form-ask-with": () =>
    askWithModal(ref, "Who uses this key, and from where?", [
      { engine: "event-history", plan: estimate(400), usual: true },
      { engine: "athena", plan: estimate(12, 0.01), usual: false },
      { engine: "archive", refused: "No archive is set for account 111122223333.", usual: false },
    ]),
  "form-escalate": () =>
    escalateModal(
      {
        ...{ incident: incident(), seen: { climb: 1, next: 0 } },
        next: { names: "on-call", rung: 1, of: 2, ladder: "security" },
        leads: [{ id: "U0LEAD", name: "lead" }],
        groups: [{ id: "S0RESPONDERS", name: "@responders" }],
      },
      place,
    ),
  "form-break-glass": () => breakGlassModal(ref, place),
  "form-review-glass": () => reviewGlassModal(ref, place),
  "form-mute": () => muteModal(incident(), alarms, place, alarms[0]?.arn),
  "form-merge": () => mergeModal(incident(), [other], place),
  "form-follow-up": () => followUpModal(incident(), place),
  "form-summary": () => summaryModal(incident(), "A leaked key was used from 203.0.113.77.", place),
  "form-correct": () => correctModal(incident(), [note], place, note),
  "form-transcript": () => transcriptModal(incident(), place, "UTC"),
  "form-told": () =>
    toldModal(toldView("Only the commander or a lead may assign. The commander is responder: ask them."), {
      incidentId: incident().id,
      rest: "tray",
    }),
};
