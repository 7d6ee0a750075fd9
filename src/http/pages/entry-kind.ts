import type { TimelineAction } from "../../domain/timeline/timeline.ts";

/** What an entry is about, for scanning: colours, lanes and filters go by it. */
export const entryKinds = {
  alarm: "Alarms",
  people: "People",
  step: "Runbook",
  question: "Questions",
  finding: "Findings",
  other: "Cairn",
} as const;
export type EntryKind = keyof typeof entryKinds;

const byNoun: Record<string, EntryKind> = {
  alarm: "alarm",
  note: "people",
  message: "people",
  summary: "people",
  followup: "people",
  incident: "people",
  run: "question",
  finding: "finding",
  step: "step",
  runbook: "step",
  approval: "step",
  act: "step",
};

const own: Partial<Record<TimelineAction, EntryKind>> = {
  "incident.open": "alarm",
  "incident.move": "other",
  "incident.wake": "other",
};

export const entryKind = (action: TimelineAction): EntryKind =>
  own[action] ?? byNoun[action.split(".")[0] ?? ""] ?? "other";
