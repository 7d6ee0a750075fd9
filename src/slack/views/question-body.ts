import type { ActionsBlock } from "@slack/types";
import type { Incident } from "../../domain/incident/incident.ts";
import { hasEnded, type Run } from "../../domain/run/run.ts";
import type { Facts } from "../../domain/runbook/facts.ts";
import type { QueryStep, RepeatStep, Runbook } from "../../domain/runbook/schema.ts";
import type { Lookup } from "../../domain/runbook/template.ts";
import type { StepRecord } from "../../domain/step.ts";
import type { EngineChoice } from "../../flows/runs/engine-choices.ts";
import { actionIds } from "../ids.ts";
import { againBlocks } from "./again.ts";
import { answerBlocks, answerButtons, type KeptRows } from "./answer.ts";
import { estimateLines, longSeconds } from "./ask-with.ts";
import { type Block, button, lines } from "./blocks.ts";
import { canRun } from "./incident.ts";
import { prose } from "./prose.ts";
import { roundBlocks, roundButtons } from "./rounds.ts";
import { inputBlocks } from "./step-inputs.ts";

export interface QuestionToShow {
  incident: Incident;
  step: StepRecord;
  runbook: Runbook | undefined;
  run: Run | undefined;
  /** Puts the run's question again at this moment. */
  pending?: Run;
  /** Of a repeat step. */
  rounds?: readonly Run[];
  rows: KeptRows | undefined;
  facts: Facts;
  /** What each engine would take for it; known of a step that nobody has run yet. */
  choices?: readonly EngineChoice[];
}

export interface StepBody {
  blocks: Block[];
  buttons: ActionsBlock["elements"];
}

/** Only what is due next stands out. */
const primaryIf = (isDue: boolean): { style?: "primary" } => (isDue ? { style: "primary" } : {});

/** A question: what it asks with, how far it is, or what came back. */
export function queryBody(
  { incident, runbook, step, run, rows, pending, facts, choices = [] }: QuestionToShow,
  definition: QueryStep,
  known: Lookup,
): StepBody {
  const reason = prose(definition.prose, known);
  const isDue = incident.nextStep === step.stepId;
  const inputs = runbook && canRun(step) ? inputBlocks(definition, runbook, facts) : [];
  const ref = { incidentId: step.incidentId, stepId: step.stepId, version: step.version };
  const askWith = button(actionIds.askWith, "Ask with…", ref);
  const estimate = estimateLines(choices);
  if (!run)
    return {
      blocks: [...reason, ...inputs, ...(canRun(step) && estimate.length > 0 ? [lines(...estimate)] : [])],
      buttons: canRun(step) ? [button(actionIds.run, "Run", ref, primaryIf(isDue)), askWith] : [],
    };
  const slow = !hasEnded(run.state) && (run.plan?.estimate.seconds ?? 0) >= longSeconds;
  const again = [button(actionIds.run, "Run again", ref, primaryIf(isDue)), askWith];
  const buttons = answerButtons(run, again, rows, pending);
  return {
    blocks: [...answerBlocks(run, rows, reason), ...inputs, ...againBlocks(run, pending, incident)],
    buttons: slow ? [...buttons, askWith] : buttons,
  };
}

/** A question that is asked again and again: its rounds, then the last answer. */
export function repeatBody(
  { incident, runbook, step, run, rows, pending, facts, rounds = [] }: QuestionToShow,
  definition: RepeatStep,
): StepBody {
  const ref = { incidentId: step.incidentId, stepId: step.stepId, version: step.version };
  const told = roundBlocks(step, definition, rounds);
  if (!run)
    return {
      blocks: [...told, ...(runbook && canRun(step) ? inputBlocks(definition, runbook, facts) : [])],
      buttons: canRun(step)
        ? [button(actionIds.run, "Start", ref, primaryIf(incident.nextStep === step.stepId))]
        : [],
    };
  const answered = run.state === "done" ? answerButtons(run, [], rows, pending) : [];
  return {
    blocks: [
      ...told,
      ...(run.state === "done" ? answerBlocks(run, rows) : []),
      ...againBlocks(run, pending, incident),
    ],
    buttons: [...roundButtons(step), ...answered],
  };
}
