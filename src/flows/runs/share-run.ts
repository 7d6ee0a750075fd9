import { CairnError } from "../../domain/errors.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { failedLegs } from "../../domain/query/completeness.ts";
import type { Answer } from "../../domain/query/query.ts";
import { actorName } from "../../domain/responder.ts";
import { hasEnded, type Run } from "../../domain/run/run.ts";
import { answerKeptMs, sameAudience, sameWindow } from "../../domain/run/same-question.ts";
import type { Ports, Reads, Tx } from "../ports.ts";

/**
 * Another run whose answer this one can take: one that asks the same now, or unless it must be `fresh` one that was
 * answered less than a minute ago. Until the transaction ends nobody else finds a run for the same question.
 */
export async function runToShare(
  tx: Tx,
  incident: Incident,
  run: Run,
  { now, fresh }: { now: Date; fresh: boolean },
): Promise<Run | undefined> {
  if (!run.questionKey) return undefined;
  const since = new Date(now.getTime() - answerKeptMs);
  for (const other of await tx.runsAskingTheSame(run.questionKey, since)) {
    if (other.id === run.id || !sameWindow(run.window, other.window)) continue;
    if (hasEnded(other.state) && (fresh || failedLegs(other.completeness?.legs).length > 0)) continue;
    const elsewhere = other.incidentId === incident.id ? incident : await tx.incident(other.incidentId);
    if (elsewhere && sameAudience(incident, elsewhere)) return other;
  }
  return undefined;
}

/**
 * A run that was claimed, ready to go on. When the one it shared was cancelled, it takes another's answer or asks by
 * itself; undefined when it is back in the queue to wait for another.
 */
export async function claimedToGoOn(tx: Tx, run: Run, now: Date): Promise<Run | undefined> {
  if (!run.sharedRun) return run;
  const other = await tx.run(run.sharedRun);
  if (other?.state === "done" || other?.state === "failed") return run;
  const incident = await tx.lockIncident(run.incidentId);
  const next = await runToShare(tx, incident, run, { now, fresh: false });
  const waits = next !== undefined && !hasEnded(next.state);
  const goesOn: Run = { ...run, state: waits ? "queued" : "running", sharedRun: next?.id ?? null };
  await tx.saveRun(goesOn);
  return waits ? undefined : goesOn;
}

/**
 * The answer of the run that this one shares. Undefined when that run ended without one, so that this one has to
 * ask by itself. Throws what made the other fail, if both waited for it.
 */
export async function sharedAnswer(
  reads: Pick<Reads, "run" | "rows" | "incident">,
  run: Run,
): Promise<Answer | undefined> {
  const other = run.sharedRun ? await reads.run(run.sharedRun) : undefined;
  if (other === undefined) return undefined;
  if (other.state === "failed")
    throw new CairnError("shared_run_failed", other.error ?? "The run that this one shared failed.");
  if (other.state !== "done" || other.completeness === null || other.endedAt === null) return undefined;
  const kept = await reads.rows(other.id);
  const incident = await reads.incident(other.incidentId);
  if (kept === undefined || incident === undefined) return undefined;
  const ageMs = run.requestedAt.getTime() - other.endedAt.getTime();
  return {
    ...kept,
    rowsBeforeLimit: kept.rowsBeforeLimit ?? kept.rows.length,
    completeness: {
      ...other.completeness,
      reused: {
        incident: shortId(incident),
        by: actorName(other.requestedBy),
        ageSeconds: Math.max(0, Math.round(ageMs / 1_000)),
      },
    },
  };
}

/** Lets those go on who waited for this run: they take its answer, or ask by themselves. */
export async function ringWaiting(
  { store, doorbell }: Pick<Ports, "store" | "doorbell">,
  runId: string,
): Promise<void> {
  for (const { id } of await store.waitingFor(runId)) await doorbell.ring(id);
}
