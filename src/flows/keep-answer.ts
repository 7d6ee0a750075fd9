import { rowsHash } from "../domain/audit.ts";
import type { Incident } from "../domain/incident.ts";
import type { Answer } from "../domain/query/query.ts";
import type { Run } from "../domain/run.ts";
import { type Conclusion, conclude } from "../domain/runbook/rules.ts";
import type { Runbook, Step } from "../domain/runbook/schema.ts";
import { stepOf } from "../domain/runbook/walk.ts";
import { concludeStep } from "./conclude-step.ts";
import type { Ports, Tx } from "./ports.ts";
import { pinnedRunbook } from "./request-run.ts";
import { sayRun } from "./say-run.ts";
import { settleStep } from "./settle-step.ts";

type Needs = Pick<Ports, "store" | "clock" | "runbooks">;

/** Rows, findings, facts, timeline and messages together, or nothing when another attempt was faster. */
export async function keepAnswer(ports: Needs, run: Run, answer: Answer): Promise<void> {
  await ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(run.incidentId);
    const now = ports.clock();
    const asked = await askedFor(ports, tx, incident, run);
    const result = { kind: "query", answer } as const;
    const conclusion: Conclusion = asked
      ? conclude(asked.step, result, await tx.facts(incident.id))
      : { findings: [], set: {} };

    const done: Run = {
      ...run,
      state: "done",
      endedAt: now,
      progress: null,
      completeness: answer.completeness,
      rowCount: answer.rows.length,
      rowsHash: rowsHash(answer.columns, answer.rows),
      findings: conclusion.findings,
    };
    if (!(await tx.saveRun(done))) return;
    await tx.keepRows(run.id, answer);
    await settleStep(tx, run, "done");
    const { matched, engine } = answer.completeness;
    const body = {
      run: run.id,
      title: run.title,
      rows: answer.rowsBeforeLimit,
      matched,
      engine,
      rowsHash: done.rowsHash,
    };
    await tx.record(incident.id, { actor: { kind: "system" }, action: "run.finish", body }, now);
    await sayRun(tx, run);
    if (asked && incident.state !== "resolved")
      await concludeStep(ports, tx, { incident, ...asked, result, conclusion });
  });
}

/** The step that waits for this run; undefined for an ad-hoc question, and when a runbook was started anew meanwhile. */
async function askedFor(
  { runbooks }: Needs,
  tx: Tx,
  incident: Incident,
  { id, stepId, runbookHash }: Run,
): Promise<{ runbook: Runbook; step: Step } | undefined> {
  if (stepId === null || incident.runbook?.hash !== runbookHash) return undefined;
  if ((await tx.step(incident.id, stepId))?.runId !== id) return undefined;
  const runbook = pinnedRunbook(incident, runbooks);
  return { runbook, step: stepOf(runbook, stepId) };
}
