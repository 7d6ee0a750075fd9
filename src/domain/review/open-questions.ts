import { openFollowUps } from "../incident/follow-up.ts";
import { firstRunOf, type Run } from "../run/run.ts";
import type { Reviewed, ReviewedStep } from "./reviewed.ts";

/** Something that nobody knows yet, or nobody has said. */
export interface OpenQuestion {
  what: string;
  why: string;
  /** The run it is about. */
  run?: string;
}

/** What the incident leaves open: steps without an end, questions without an answer, answers that do not reach. */
export function openQuestions(
  { incident, runs, timeline }: Pick<Reviewed, "incident" | "runs" | "timeline">,
  steps: readonly ReviewedStep[],
): OpenQuestion[] {
  return [
    ...steps.flatMap((step) => {
      const why = stepWhy[step.state];
      return why === undefined ? [] : [{ what: step.title, why }];
    }),
    ...latestOfEach(runs).flatMap(runQuestion),
    ...(incident.state === "resolved"
      ? openFollowUps(timeline).map(({ text }) => ({ what: text, why: "A follow-up that is not done." }))
      : []),
  ];
}

const stepWhy: Partial<Record<ReviewedStep["state"], string>> = {
  ready: "The step was due and nobody did it.",
  queued: "Its question is still queued.",
  running: "Its question is still being asked.",
  waiting: "It waits for an answer of a person.",
};

function runQuestion(run: Run): OpenQuestion[] {
  const about = { what: run.title, run: run.id };
  if (run.state === "failed" || run.state === "unknown")
    return [{ ...about, why: `It could not be answered: ${run.error ?? "nobody knows why."}` }];
  if (run.state === "cancelled") return [{ ...about, why: "It was cancelled and not asked again." }];
  if (run.state !== "done" || run.completeness === null) return [];
  const { truncated, settled } = run.completeness;
  if (truncated !== undefined) return [{ ...about, why: `The answer does not reach all: ${truncated}` }];
  if (!settled) return [{ ...about, why: "Asked before its window had settled, and not asked again since." }];
  if (run.findings.some(({ level }) => level === "unknown"))
    return [{ ...about, why: "What came back does not say." }];
  return [];
}

/** Of a question that was put several times, the last word counts. */
function latestOfEach(runs: readonly Run[]): Run[] {
  const latest = new Map<string, Run>();
  for (const run of runs) latest.set(run.stepId ? `step ${run.stepId}` : firstRunOf(run), run);
  return [...latest.values()];
}
