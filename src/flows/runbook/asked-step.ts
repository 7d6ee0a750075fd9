import type { Incident } from "../../domain/incident/incident.ts";
import type { Answer } from "../../domain/query/query.ts";
import type { Run } from "../../domain/run/run.ts";
import type { Facts } from "../../domain/runbook/facts.ts";
import { roundHolds } from "../../domain/runbook/rounds.ts";
import type { Runbook, Step } from "../../domain/runbook/schema.ts";
import { type RepeatEnd, repeatEnds } from "../../domain/runbook/step-blocks.ts";
import { stepOf } from "../../domain/runbook/walk.ts";
import type { Ports, Tx } from "../ports.ts";
import { pinnedRunbook } from "../runs/request-run.ts";

export interface AskedStep {
  runbook: Runbook;
  step: Step;
  /** How a repeat step came to its end, when it has. */
  ended?: RepeatEnd;
}

/**
 * The step that waits for this run, or shows the answer before it; undefined for an ad-hoc question, and when a runbook
 * was started anew meanwhile.
 */
export async function stepAskedFor(
  { runbooks }: Pick<Ports, "runbooks">,
  tx: Tx,
  incident: Incident,
  { id, stepId, runbookHash, again }: Run,
): Promise<AskedStep | undefined> {
  if (stepId === null || incident.runbook?.hash !== runbookHash) return undefined;
  const record = await tx.step(incident.id, stepId);
  if (!record?.runId || (record.runId !== id && record.runId !== again?.previous)) return undefined;
  const runbook = pinnedRunbook(incident, runbooks);
  const step = stepOf(runbook, stepId);
  const said = record.answer?.value;
  return { runbook, step, ...(step.kind === "repeat" && isEnd(said) && { ended: said }) };
}

/** What an answer to a repeat step's last round, asked again, says of how it ended. */
export function endedAfter({ step, ended }: AskedStep, answer: Answer, facts: Facts): RepeatEnd | undefined {
  if (step.kind !== "repeat" || ended !== "quiet") return ended;
  return roundHolds(step, answer, facts) ? ended : "not-quiet";
}

const isEnd = (value: string | undefined): value is RepeatEnd =>
  value !== undefined && Object.hasOwn(repeatEnds, value);
