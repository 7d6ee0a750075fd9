import type { ModalView } from "@slack/types";
import type { AlarmStatus } from "../../domain/alarm/alarm-status.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import type { TimelineEntry } from "../../domain/timeline/timeline.ts";
import { alarmRef } from "../alarm-ref.ts";
import { type Ref, viewIds } from "../ids.ts";
import { foreign, line, lines, option, words } from "./blocks.ts";
import { clip, oneLine } from "./foreign-text.ts";
import { modal, personField, selectField, textField } from "./modal.ts";
import type { From } from "./modals.ts";

// Forms of what is done to alarms and incidents besides working on them.

const about = (incident: Incident, from: From): Ref => ({ ...from, incidentId: incident.id });

const subject = (incident: Incident) =>
  lines(line(words(`${shortId(incident)} · ${incident.severity} · `), foreign(incident.title, 200)));

const mutes = [
  ["30m", "30 minutes"],
  ["2h", "2 hours"],
  ["8h", "8 hours"],
  ["1d", "a day"],
  ["3d", "3 days"],
] as const;

/** Of the incident's alarms, each once; `chosen` is the ARN of the one that is probably meant. */
export const muteModal = (
  incident: Incident,
  alarms: readonly Pick<AlarmStatus, "arn" | "name" | "count">[],
  from: From,
  chosen?: string,
): ModalView =>
  modal(viewIds.mute, "Mute an alarm", "Mute", about(incident, from), [
    subject(incident),
    selectField(
      "alarm",
      "Which alarm?",
      alarms.map(({ arn, name, count }) =>
        option(clip(oneLine(name), 60), alarmRef(arn), `went off ${count} ${count === 1 ? "time" : "times"}`),
      ),
      { initial: chosen === undefined ? undefined : alarmRef(chosen) },
    ),
    selectField(
      "duration",
      "For how long?",
      mutes.map(([duration, label]) => option(label, duration)),
      {
        initial: "2h",
        hint: "What it does meanwhile is kept and counted. If it is in ALARM at the end, you hear of it then.",
      },
    ),
    textField("reason", "Why may it be quiet?", { max: 300 }),
  ]);

export const mergeModal = (incident: Incident, others: readonly Incident[], from: From): ModalView =>
  modal(viewIds.merge, "Merge the incident", "Merge", about(incident, from), [
    subject(incident),
    selectField(
      "into",
      "Into which incident?",
      others.map((other) =>
        option(clip(oneLine(`${shortId(other)} · ${other.severity} · ${other.title}`), 75), other.id),
      ),
      { hint: "Its alarms go there from now on, what still runs for it is stopped. This cannot be undone." },
    ),
  ]);

export const followUpModal = (incident: Incident, from: From): ModalView =>
  modal(viewIds.followUp, "Add a follow-up", "Add", about(incident, from), [
    subject(incident),
    textField("text", "What is to be done?", { max: 500, example: "Rotate the other keys of that user" }),
    personField("person", "Whose is it?", { optional: true }),
    textField("due", "By when?", { max: 20, optional: true, example: "friday, 3d or 2026-12-01" }),
  ]);

export const summaryModal = (incident: Incident, current: string | undefined, from: From): ModalView =>
  modal(viewIds.summary, "Summary", "Save", about(incident, from), [
    subject(incident),
    textField("text", "What was it?", {
      multiline: true,
      initial: current,
      hint: "The newest summary counts; those before stay on the timeline.",
    }),
  ]);

/** Of what can still be corrected, the newest in front. */
export const correctModal = (
  incident: Incident,
  entries: readonly TimelineEntry[],
  from: From,
  chosen?: TimelineEntry,
): ModalView =>
  modal(viewIds.correct, "Correct an entry", "Correct", about(incident, from), [
    subject(incident),
    selectField(
      "entry",
      "Which one?",
      entries.slice(0, 100).map(({ seq, body }) => option(entryWords(seq, body.text), String(seq))),
      { initial: String((chosen ?? entries[0])?.seq) },
    ),
    textField("text", "What is right?", {
      multiline: true,
      ...(typeof chosen?.body.text === "string" ? { initial: chosen.body.text } : {}),
      hint: "It takes the place of the other one, which stays on the timeline.",
    }),
  ]);

const entryWords = (seq: number, text: unknown): string =>
  clip(oneLine(`${seq}: ${typeof text === "string" ? text : ""}`), 75);
