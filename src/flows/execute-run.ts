import { rowsHash } from "../domain/audit.ts";
import { CairnError, ConflictError } from "../domain/errors.ts";
import type { Incident } from "../domain/incident.ts";
import { requirePermission, requireRunbookAccess } from "../domain/permission.ts";
import { askFollowing } from "../domain/query/follow.ts";
import type { Answer } from "../domain/query/query.ts";
import type { Run } from "../domain/run.ts";
import { type Conclusion, conclude } from "../domain/runbook/rules.ts";
import type { Runbook, Step } from "../domain/runbook/schema.ts";
import { stepOf } from "../domain/runbook/walk.ts";
import { concludeStep } from "./conclude-step.ts";
import { failRun } from "./fail-run.ts";
import type { AskedBy, Ports, QueryProgress, Tx } from "./ports.ts";
import { pinnedRunbook } from "./request-run.ts";
import { sayRun } from "./say-run.ts";
import { settleStep } from "./settle-step.ts";

type Needs = Pick<Ports, "store" | "clock" | "every" | "enginesFor" | "people" | "runbooks">;

export const leaseMs = 15_000;
export const maxAttempts = 5;
const beatMs = 1_000;

/** Asks what a queued run asks, keeps its answer and tells the thread. Does nothing when the run is not due. */
export async function executeRun(ports: Needs, runId: string): Promise<void> {
  const run = await ports.store.transaction(async (tx) => {
    const claimed = await tx.claimRun(runId, leaseMs);
    if (claimed === undefined) return undefined;
    await settleStep(tx, claimed, "running");
    await sayRun(tx, claimed);
    return claimed;
  });
  if (run === undefined) return;

  const life = keepAlive(ports, run);
  try {
    const answer = await ask(ports, run, life);
    await keepAnswer(ports, run, answer);
  } catch (error) {
    if (life.lost()) return;
    await putBackOrFail(ports, run, error);
  } finally {
    life.end();
  }
}

interface Life {
  signal: AbortSignal;
  progress(progress: QueryProgress): void;
  /** True once the run was cancelled or taken over: whatever comes of it is not ours to tell. */
  lost(): boolean;
  end(): void;
}

/** Renews the lease and shows progress while the engine works; stops it when the run is no longer ours. */
function keepAlive({ store, every }: Pick<Needs, "store" | "every">, run: Run): Life {
  const controller = new AbortController();
  let latest: QueryProgress | undefined;
  let told: QueryProgress | undefined;
  let beating = false;
  const beat = async () => {
    const progress = latest;
    const ours = await store.transaction(async (tx) => {
      const renewed = await tx.renewRun({ ...run, progress: progress ?? null }, leaseMs);
      if (renewed && progress !== told) await sayRun(tx, run);
      return renewed;
    });
    told = progress;
    if (!ours) controller.abort(new CairnError("run_lost", "The run was cancelled or taken over."));
  };
  const stop = every(beatMs, () => {
    if (beating) return;
    beating = true;
    // A beat that fails is made up for by the next: the lease outlives several.
    beat()
      .catch(() => {})
      .finally(() => {
        beating = false;
      });
  });
  return {
    signal: controller.signal,
    progress: (progress) => {
      latest = progress;
    },
    lost: () => controller.signal.aborted,
    end: stop,
  };
}

async function ask({ store, people, runbooks, enginesFor }: Needs, run: Run, life: Life): Promise<Answer> {
  const incident = await store.incident(run.incidentId);
  if (incident === undefined) throw new CairnError("no_incident", "The incident of this run is gone.");
  const actor = run.requestedBy.kind === "system" ? run.requestedBy : await people.actor(run.requestedBy.id);
  if (run.stepId === null) requirePermission(actor, "run.request", incident);
  else {
    if (incident.runbook?.hash !== run.runbookHash)
      throw new ConflictError("Another runbook was started meanwhile, so this was not asked. Go on there.");
    requireRunbookAccess(actor, "run.request", pinnedRunbook(incident, runbooks));
  }

  const engine = enginesFor(run.account).find(({ name }) => name === run.plan?.engine);
  if (engine === undefined)
    throw new CairnError(
      "no_engine",
      `The engine ${run.plan?.engine} is no longer configured for ${run.account}.`,
    );
  const { window, account, regions } = run;
  return askFollowing(run.query, (query) =>
    engine.ask({ query, window, account, regions, askedBy: askedBy(run) }, life),
  );
}

export const askedBy = ({ requestedBy, incidentId }: Pick<Run, "requestedBy" | "incidentId">): AskedBy => ({
  name: requestedBy.kind === "system" ? "cairn" : requestedBy.id,
  incident: incidentId,
});

/** Rows, findings, facts, timeline and messages together, or nothing when another attempt was faster. */
async function keepAnswer(ports: Needs, run: Run, answer: Answer): Promise<void> {
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
    await tx.keepRows(run.id, answer.columns, answer.rows);
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

/** What may pass is tried again from the queue; the rest is told to the thread. */
async function putBackOrFail(ports: Needs, run: Run, error: unknown): Promise<void> {
  const passing = !(error instanceof CairnError) || error.retryable;
  if (passing && run.attempt < maxAttempts) {
    const ours = await ports.store.transaction(async (tx) => {
      if (!(await tx.saveRun({ ...run, state: "queued" }))) return false;
      await settleStep(tx, run, "queued");
      await sayRun(tx, run);
      return true;
    });
    // Rung again later; unless it was cancelled or taken over before we noticed.
    if (ours) throw error;
    return;
  }
  await failRun(ports, run, error);
  if (!(error instanceof CairnError)) throw error;
}
