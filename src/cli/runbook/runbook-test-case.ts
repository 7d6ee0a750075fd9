import { completenessOf } from "../../domain/query/completeness.ts";
import { askAll } from "../../domain/query/each.ts";
import { createEvaluation } from "../../domain/query/evaluate.ts";
import type { Answer, Query, Window } from "../../domain/query/query.ts";
import { factsFromAlarm, factsFromIncident } from "../../domain/runbook/facts.ts";
import { resolveInputs } from "../../domain/runbook/inputs.ts";
import { runbooksFor } from "../../domain/runbook/match.ts";
import type { Runbook } from "../../domain/runbook/schema.ts";
import { comparedByHand } from "../query/compared-by-hand.ts";
import { answerDifferences, shown, stepDifferences } from "./runbook-test-compare.ts";
import type { RunbookCase } from "./runbook-test-file.ts";
import { filledIn } from "./runbook-test-fill.ts";
import { hostileDifferences } from "./runbook-test-hostile.ts";
import { type Stage, stageOf } from "./runbook-test-stage.ts";
import { type WalkReport, walkRunbook } from "./walk-runbook.ts";

export interface PlayedCase {
  name: string;
  kind: RunbookCase["kind"];
  /** Empty when all is as expected; each begins with where it is. */
  differences: string[];
  stage: Stage;
  report: WalkReport | undefined;
}

/** Asks what a case stages. */
export type AskStage = (question: { query: Query; window: Window }, stage: Stage) => Promise<Answer>;

/** Walks a runbook over what a case stages and compares. `others` are the runbooks an alarm may choose from. */
export async function playCase(
  runbook: Runbook,
  written: RunbookCase,
  others: readonly Runbook[],
  ask: AskStage = askEvaluator,
): Promise<PlayedCase> {
  const stage = stageOf(written);
  const each = filledIn(written, stage.answer);
  const played = { name: each.name, kind: each.kind, stage };
  const outside = {
    ...factsFromIncident({ start: stage.start, id: "INC-1" }, each.lists),
    ...(stage.alarm ? factsFromAlarm(stage.alarm) : {}),
  };
  const inputs = resolveInputs(runbook, { facts: outside, given: each.inputs, now: stage.now });
  const wrong = [
    ...inputs.faults.map(({ name, message }) => `input ${name}: ${message}`),
    ...inputs.missing.map(({ name, why = "" }) => `input ${name} is missing. ${why}`.trim()),
    ...Object.keys({ ...each.answers, ...each.approvals })
      .filter((id) => !runbook.steps.some((step) => step.id === id))
      .map((id) => `answers: there is no step "${id}".`),
  ];
  if (wrong.length > 0) return { ...played, differences: wrong, report: undefined };
  const askStage = ({ query, window }: { query: Query; window: Window }) =>
    askAll(query, (one) => ask({ query: one, window }, stage));
  const report = await walkRunbook(runbook, {
    facts: { ...outside, ...inputs.values },
    answers: new Map([
      ...Object.entries(each.answers),
      ...Object.entries(each.approvals).map(([id, { says }]) => [id, says] as const),
    ]),
    signedBy: new Map(Object.entries(each.approvals).map(([id, { by }]) => [id, by])),
    ask: async (asked) => comparedByHand(asked, await askStage(asked), askStage),
    now: stage.now,
    rounds: "all",
  });
  return {
    ...played,
    report,
    differences: [
      ...chosenDifferences(runbook, stage, others),
      ...reportDifferences(report, each),
      ...knownDifferences(runbook, report, stage),
      ...hostileDifferences(runbook, report, stage),
    ],
  };
}

/** The evaluator is what a query means: whatever an engine gives is judged by it. */
export const askEvaluator: AskStage = async ({ query, window }, { records, account, now }) => {
  const evaluation = createEvaluation(query, window);
  for (const record of records[query.from]) evaluation.add(record);
  const result = evaluation.result();
  const reach = { engine: "archive" as const, accounts: [account], regions: [], window, pagesRead: 1 };
  return { ...result, completeness: completenessOf({ ...reach, evaluation: result, now }) };
};

function chosenDifferences(runbook: Runbook, { alarm }: Stage, others: readonly Runbook[]): string[] {
  if (!alarm) return [];
  const [first] = runbooksFor(alarm, others);
  if (first?.runbook.id === runbook.id) return [];
  return [`alarm: "${alarm.name}" chooses ${first?.runbook.id ?? "no runbook"}, not this one.`];
}

function reportDifferences(report: WalkReport, { expect }: RunbookCase): string[] {
  const compared = (what: string, found: unknown, wanted: unknown): string[] =>
    JSON.stringify(found) === JSON.stringify(wanted)
      ? []
      : [`${what}: expected ${shown(wanted)}, found ${shown(found)}`];
  return [
    ...compared("severity", report.severity, expect.severity),
    ...compared("outcome", report.outcome ?? null, expect.outcome),
    ...(expect.path === undefined
      ? []
      : compared(
          "path",
          report.steps.map((step) => step.id),
          expect.path,
        )),
    ...Object.entries(expect.facts).flatMap(([name, wanted]) => {
      const value = report.facts[name]?.value ?? null;
      const found = value instanceof Date ? value.toISOString().replace(".000Z", "Z") : value;
      return compared(`fact ${name}`, found, wanted);
    }),
    ...Object.entries(expect.steps).flatMap(([id, wanted]) =>
      stepDifferences(
        report.steps.find((step) => step.id === id),
        wanted,
      ).map((difference) => `step ${id}: ${difference}`),
    ),
  ];
}

/** Every step of which the story knows the answer, when the walk came by. */
function knownDifferences(runbook: Runbook, report: WalkReport, { known }: Stage): string[] {
  return Object.entries(known[runbook.id] ?? {}).flatMap(([id, answer]) => {
    if (!runbook.steps.some((step) => step.id === id))
      return [`step ${id}: the story has an answer for it, but the runbook has no such step.`];
    const walked = report.steps.find((step) => step.id === id);
    return walked
      ? answerDifferences(walked.answer, answer).map((difference) => `step ${id}: ${difference}`)
      : [];
  });
}
