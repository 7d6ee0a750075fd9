import type { ModalView } from "@slack/types";
import { type Severity, severities } from "../../domain/finding.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import type { Runbook } from "../../domain/runbook/schema.ts";
import { type Ref, viewIds } from "../ids.ts";
import { foreign, line, lines, option, words } from "./blocks.ts";
import { modal, personField, selectField, textField } from "./modal.ts";

/** Where the person stood, so that they can be answered there. */
export type From = Pick<Ref, "channel" | "threadTs">;

const urgency: Record<Severity, string> = {
  P1: "act within 15 minutes",
  P2: "act within an hour",
  P3: "act within 4 hours",
  P4: "act within a day",
};

const severityField = (initial: Severity) =>
  selectField(
    "severity",
    "Severity",
    severities.map((each) => option(`${each}: ${urgency[each]}`, each)),
    { initial },
  );

const about = (incident: Incident, from: From): Ref => ({ ...from, incidentId: incident.id });

const subject = (incident: Incident) =>
  lines(line(words(`${shortId(incident)} · ${incident.severity} · `), foreign(incident.title, 200)));

export const declareModal = (from: Ref, severity: Severity = "P3", title = ""): ModalView =>
  modal(viewIds.declare, "Declare an incident", "Declare", from, [
    textField("title", "What is wrong?", {
      max: 200,
      initial: title,
      example: "An access key is used from a new address",
    }),
    severityField(severity),
  ]);

export const noteModal = (incident: Incident, from: From): ModalView =>
  modal(viewIds.note, "Add a note", "Add", about(incident, from), [
    subject(incident),
    textField("text", "Note", { multiline: true }),
  ]);

export const resolveModal = (incident: Incident, from: From): ModalView =>
  modal(viewIds.resolve, "Resolve the incident", "Resolve", about(incident, from), [
    subject(incident),
    textField("resolution", "What was it, and what was done?", { multiline: true, optional: true }),
  ]);

export const reopenModal = (incident: Incident, from: From): ModalView =>
  modal(viewIds.reopen, "Reopen the incident", "Reopen", about(incident, from), [
    subject(incident),
    textField("reason", "Why is it opened again?", { multiline: true }),
  ]);

export const snoozeModal = (incident: Incident, from: From): ModalView =>
  modal(viewIds.snooze, "Snooze the incident", "Snooze", about(incident, from), [
    subject(incident),
    selectField(
      "duration",
      "For how long?",
      snoozes.map(([duration, label]) => option(label, duration)),
      { initial: "1h" },
    ),
    textField("reason", "Why may it be quiet?", { max: 300 }),
  ]);

const snoozes = [
  ["15m", "15 minutes"],
  ["1h", "1 hour"],
  ["4h", "4 hours"],
  ["12h", "12 hours"],
  ["1d", "a day"],
] as const;

export const assignModal = (incident: Incident, from: From): ModalView =>
  modal(viewIds.assign, "Assign a commander", "Assign", about(incident, from), [
    subject(incident),
    personField("person", "Who takes command?"),
  ]);

export const severityModal = (incident: Incident, from: From): ModalView =>
  modal(viewIds.severity, "Change the severity", "Change", about(incident, from), [
    subject(incident),
    severityField(incident.severity),
    textField("reason", "Why?", { max: 300, optional: true }),
  ]);

export const runbookModal = (incident: Incident, runbooks: readonly Runbook[], from: From): ModalView =>
  modal(viewIds.runbook, "Start a runbook", "Start", about(incident, from), [
    subject(incident),
    selectField(
      "runbook",
      "Which runbook?",
      runbooks.map((each) => option(each.title, each.id, each.whenToUse)),
      { initial: incident.runbook?.id },
    ),
  ]);

export const skipModal = (ref: Ref, title: string, from: From): ModalView =>
  modal(viewIds.skip, "Skip this step", "Skip", { ...ref, ...from }, [
    lines(
      line(foreign(title, 200)),
      line(words("The next step becomes due. A question can still be run later.")),
    ),
    textField("reason", "Why is it left out?", {
      multiline: true,
      max: 500,
      example: "The owner has confirmed that it was them",
    }),
  ]);

/** A word on how a step was done. */
export const answerModal = (ref: Ref, title: string, from: From): ModalView =>
  modal(viewIds.answer, "Done, with a note", "Done", { ...ref, ...from }, [
    lines(line(foreign(title, 200))),
    textField("note", "What did you do, and what did you see?", { multiline: true }),
  ]);
