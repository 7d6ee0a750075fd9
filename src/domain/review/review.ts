import { type FollowUp, followUps } from "../incident/follow-up.ts";
import type { Incident } from "../incident/incident.ts";
import { currentEntries, currentSummary } from "../timeline/corrections.ts";
import type { TimelineEntry } from "../timeline/timeline.ts";
import { type AskedTwice, askedTwice } from "./asked-twice.ts";
import { type OpenQuestion, openQuestions } from "./open-questions.ts";
import type { Reviewed, ReviewedStep } from "./reviewed.ts";

export interface Review {
  /** Seconds from the opening; null while it has not happened. */
  times: { acknowledge: number | null; firstAnswer: number | null; resolve: number | null };
  reopened: number;
  steps: ReviewedStep[];
  counts: Record<"run" | "skipped" | "failed" | "open" | "not-reached", number>;
  askedTwice: AskedTwice[];
  open: OpenQuestion[];
  summary: TimelineEntry | undefined;
  /** Earlier summaries that a newer one took the place of, newest first. */
  earlierSummaries: TimelineEntry[];
  followUps: FollowUp[];
}

/** What a lead looks at afterwards: how long it took, what was done, what was left. */
export function reviewOf(reviewed: Reviewed): Review {
  const { incident, timeline } = reviewed;
  const steps = reviewedSteps(reviewed);
  const number = (...states: ReviewedStep["state"][]) =>
    steps.filter(({ state }) => states.includes(state)).length;
  return {
    times: {
      acknowledge: secondsUntil(incident, firstOf(timeline, "incident.acknowledge")),
      firstAnswer: secondsUntil(incident, firstOf(timeline, "run.finish")),
      resolve: secondsUntil(incident, incident.resolvedAt ?? undefined),
    },
    reopened: timeline.filter(({ action }) => action === "incident.reopen").length,
    steps,
    counts: {
      run: number("done"),
      skipped: number("skipped"),
      failed: number("failed", "unknown", "cancelled"),
      open: number("ready", "queued", "running", "waiting"),
      "not-reached": number("not-reached"),
    },
    askedTwice: askedTwice(reviewed.runs),
    open: openQuestions(reviewed, steps),
    summary: currentSummary(timeline),
    earlierSummaries: currentEntries(timeline)
      .filter(({ entry, supersededBy }) => entry.action === "summary.write" && supersededBy !== undefined)
      .map(({ entry }) => entry)
      .reverse(),
    followUps: followUps(timeline),
  };
}

const firstOf = (timeline: readonly TimelineEntry[], action: TimelineEntry["action"]): Date | undefined =>
  timeline.find((entry) => entry.action === action)?.at;

const secondsUntil = ({ openedAt }: Pick<Incident, "openedAt">, at: Date | undefined): number | null =>
  at === undefined ? null : Math.max(0, (at.getTime() - openedAt.getTime()) / 1_000);

function reviewedSteps({ steps, titles, stepIds }: Reviewed): ReviewedStep[] {
  const due = [...steps].sort((a, b) => a.position - b.position);
  const reached = new Set(due.map(({ stepId }) => stepId));
  return [
    ...due.map(({ stepId, state, answer }) => ({
      ...{ id: stepId, title: titles.get(stepId) ?? stepId, state, said: answer?.value ?? null },
    })),
    ...stepIds
      .filter((id) => !reached.has(id))
      .map((id) => ({ id, title: titles.get(id) ?? id, state: "not-reached" as const, said: null })),
  ];
}
