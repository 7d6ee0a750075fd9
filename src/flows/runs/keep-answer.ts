import { chartOfRun } from "../../domain/chart/chart-of-run.ts";
import { isNothing } from "../../domain/query/difference.ts";
import type { Answer } from "../../domain/query/query.ts";
import { system } from "../../domain/responder.ts";
import type { Run } from "../../domain/run/run.ts";
import type { Facts } from "../../domain/runbook/facts.ts";
import { type Conclusion, conclude } from "../../domain/runbook/rules.ts";
import type { StepResult } from "../../domain/runbook/step-result.ts";
import { plainText } from "../../domain/text/text.ts";
import { rowsHash } from "../../domain/timeline/audit.ts";
import type { Ports, Tx } from "../ports.ts";
import { type AskedStep, endedAfter, stepAskedFor } from "../runbook/asked-step.ts";
import { concludeStep } from "../runbook/conclude-step.ts";
import { endRounds } from "../runbook/end-rounds.ts";
import { type JudgedRound, judgeRound } from "../runbook/judge-round.ts";
import { settleStep } from "../runbook/settle-step.ts";
import { compareAnswers, previousAnswer } from "./compare-answers.ts";
import { sayRun } from "./say-run.ts";

type Needs = Pick<Ports, "store" | "clock" | "settings" | "runbooks">;

/** Rows, findings, facts, timeline and messages together, or nothing when another attempt was faster. */
export async function keepAnswer(ports: Needs, run: Run, answer: Answer): Promise<void> {
  await ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(run.incidentId);
    const now = ports.clock();
    const facts = await tx.facts(incident.id);
    const asked = await stepAskedFor(ports, tx, incident, run);
    const before = await previousAnswer(tx, run);
    const judged =
      asked?.step.kind === "repeat" && run.again?.why !== "settled"
        ? await judgeRound(tx, { step: asked.step, run, answer, facts })
        : undefined;
    const result: StepResult = resultOf(asked, answer, judged, facts);
    const conclusion: Conclusion = asked ? conclude(asked.step, result, facts) : { findings: [], set: {} };

    const goesOn = judged && "nextAt" in judged.after;
    const done: Run = {
      ...run,
      state: "done",
      endedAt: now,
      progress: null,
      completeness: answer.completeness,
      rowCount: answer.rows.length,
      rowsHash: rowsHash(answer.columns, answer.rows),
      findings: conclusion.findings,
      asksAgainAt: answer.completeness.settled || goesOn ? null : answer.completeness.settlesAt,
      difference: before ? compareAnswers(before, answer) : null,
      round: judged?.round ?? null,
    };
    if (!(await tx.saveRun(done))) return;
    await tx.keepRows(run.id, answer);
    await bringToStep(tx, done, judged);
    await recordAnswer(tx, done, answer, now);
    await sayRun(tx, run);
    if (chartOfRun(incident, done, answer))
      await tx.say({ show: "picture", incidentId: incident.id, runId: run.id });
    if (!asked || incident.state === "resolved") return;

    const { runbook, step } = asked;
    const told = judged?.told ?? before?.run.findings;
    if (judged && step.kind === "repeat" && "ended" in judged.after)
      return endRounds(ports, tx, {
        ...{ incident, runbook, step, answer, conclusion, told: judged.told },
        ended: judged.after.ended,
        by: system,
      });
    await concludeStep(ports, tx, { incident, runbook, step, result, conclusion, told, stays: goesOn });
  });
}

function resultOf(
  asked: AskedStep | undefined,
  answer: Answer,
  judged: JudgedRound | undefined,
  facts: Facts,
): StepResult {
  if (asked?.step.kind !== "repeat") return { kind: "query", answer };
  if (judged) return { kind: "repeat", answer, ...("ended" in judged.after && judged.after) };
  // The last round's answer, asked again: what was quiet may turn out not to have been.
  const ended = endedAfter(asked, answer, facts);
  return { kind: "repeat", answer, ...(ended && { ended }) };
}

/** A new answer takes the place of the one before it; between two rounds the step waits. */
async function bringToStep(tx: Tx, run: Run, judged: JudgedRound | undefined): Promise<void> {
  if (run.stepId === null) return;
  const step = await tx.step(run.incidentId, run.stepId);
  if (step === undefined) return;
  if (judged && step.runId === run.id && "nextAt" in judged.after)
    await tx.saveStep({ ...step, state: "waiting", expiresAt: judged.after.nextAt }, step.version);
  else if (run.again && step.runId === run.again.previous)
    await tx.saveStep({ ...step, runId: run.id }, step.version);
  else await settleStep(tx, run, "done");
}

async function recordAnswer(tx: Tx, run: Run, answer: Answer, at: Date): Promise<void> {
  const { incidentId, again, difference, round } = run;
  const { matched, engine } = answer.completeness;
  const news = difference && plainText(difference.words);
  const body = {
    run: run.id,
    title: run.title,
    rows: answer.rowsBeforeLimit,
    matched,
    engine,
    rowsHash: run.rowsHash,
    ...(again ? { again: again.why, previous: again.previous } : {}),
    ...(round ? { round: round.number } : {}),
    ...(news ? { news } : {}),
  };
  const { seq } = await tx.record(incidentId, { actor: system, action: "run.finish", body }, at);
  // Who asked by hand looks at the message, which is edited in place; nobody waits for what comes by itself.
  if (again?.why === "settled" && difference && !isNothing(difference) && !run.quietFor)
    await tx.say({ show: "entry", incidentId, seq });
}
