import type { ActionsBlock } from "@slack/types";
import { actorName } from "../../domain/responder.ts";
import { hasEnded, type Run } from "../../domain/run/run.ts";
import { heldInARow, paceWords } from "../../domain/runbook/rounds.ts";
import type { RepeatStep } from "../../domain/runbook/schema.ts";
import { repeatEnds } from "../../domain/runbook/step-blocks.ts";
import type { StepRecord } from "../../domain/step.ts";
import { actionIds } from "../ids.ts";
import { type Block, bold, bullets, button, foreign, line, lines, moment, words } from "./blocks.ts";

const roundsShown = 10;

/** The rounds of a repeat step: a line each, then when the next one comes or how they ended. */
export function roundBlocks(step: StepRecord, definition: RepeatStep, rounds: readonly Run[]): Block[] {
  const earlier = rounds.length - roundsShown;
  const answered = rounds.filter(({ state }) => hasEnded(state));
  const inARow = heldInARow(answered.map(({ round }) => ({ held: round?.held ?? false })));
  return [
    lines(
      line(words(`Asks ${paceWords({ ...definition, until: definition.until.text })}.`, { italic: true })),
    ),
    ...(earlier > 0
      ? [lines(line(words(`${earlier} earlier ${earlier === 1 ? "round" : "rounds"} in the transcript.`)))]
      : []),
    ...(rounds.length > 0
      ? [bullets(rounds.slice(-roundsShown).map((run, at) => roundLine(run, Math.max(0, earlier) + at + 1)))]
      : []),
    ...standing(step, definition, inARow),
  ];
}

function roundLine(run: Run, number: number) {
  const { requestedAt, state, rowCount, completeness, round, error } = run;
  const start = [words(`Round ${number} · `), ...moment(requestedAt), words(" · ")];
  if (state === "queued" || state === "running") return line(...start, words("being asked"));
  if (state !== "done") return line(...start, bold(state), words(": "), foreign(error ?? "no answer", 200));
  const matched = completeness ? ` from ${counted(completeness.matched, "record")}` : "";
  return line(
    ...start,
    words(`${counted(rowCount ?? 0, "row")}${matched}`),
    words(round?.held ? " · ✓" : " · not yet"),
  );
}

function standing({ state, expiresAt, answer }: StepRecord, { inARow }: RepeatStep, held: number): Block[] {
  if (answer) {
    const end = Object.entries(repeatEnds).find(([value]) => value === answer.value)?.[1] ?? answer.value;
    const by = answer.by.kind === "system" ? [] : [words(" by "), foreign(actorName(answer.by), 80)];
    return [lines(line(bold(end), ...by, words(" · "), ...moment(answer.at)))];
  }
  if (state !== "waiting" || expiresAt === null) return [];
  const progress = inARow > 1 ? ` · ${held} of ${inARow} in a row` : "";
  return [lines(line(bold("Next round"), words(" "), ...moment(expiresAt), words(progress)))];
}

export function roundButtons(step: StepRecord): ActionsBlock["elements"] {
  const under = step.state === "queued" || step.state === "running" || step.state === "waiting";
  const ref = { incidentId: step.incidentId, stepId: step.stepId, version: step.version };
  if (under && step.runId !== null && !step.answer) return [button(actionIds.stopRounds, "Stop", ref)];
  if (step.state === "failed" || step.state === "cancelled")
    return [button(actionIds.run, "Start again", ref)];
  return [];
}

const counted = (count: number, word: string): string =>
  `${count.toLocaleString("en-GB")} ${word}${count === 1 ? "" : "s"}`;
