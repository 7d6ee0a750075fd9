import { ConflictError } from "../domain/errors.ts";
import type { StepRecord } from "../domain/step.ts";
import type { Reads, Tx } from "../flows/ports.ts";
import { isUniqueViolation } from "./database/database-error.ts";
import type { IncidentLock } from "./database/incident-lock.ts";
import { document, type Stored } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";

interface StepRow {
  incident_id: string;
  step_id: string;
  position: number;
  state: StepRecord["state"];
  version: number;
  run_id: string | null;
  answer: Stored<StepRecord["answer"]>;
  expires_at: Date | null;
  claimed: Stored<StepRecord["claimed"]>;
  skipped: Stored<StepRecord["skipped"]>;
}

const stepOf = (row: StepRow): StepRecord => ({
  incidentId: row.incident_id,
  stepId: row.step_id,
  position: row.position,
  state: row.state,
  version: row.version,
  runId: row.run_id,
  answer: row.answer && { ...row.answer, at: new Date(row.answer.at) },
  expiresAt: row.expires_at,
  claimed: row.claimed ? { ...row.claimed, at: new Date(row.claimed.at) } : null,
  skipped: row.skipped ? { ...row.skipped, at: new Date(row.skipped.at) } : null,
});

export const stepReads = (ask: Ask): Pick<Reads, "steps" | "step"> => ({
  async steps(incidentId) {
    const { rows } = await ask<StepRow>(
      "select * from step where incident_id = $1 order by position, step_id",
      [incidentId],
    );
    return rows.map(stepOf);
  },

  async step(incidentId, stepId) {
    const { rows } = await ask<StepRow>("select * from step where incident_id = $1 and step_id = $2", [
      incidentId,
      stepId,
    ]);
    return rows[0] && stepOf(rows[0]);
  },
});

export const stepWrites = (
  ask: Ask,
  lock: IncidentLock,
): Pick<Tx, "insertStep" | "saveStep" | "saveClaim" | "expiredSteps"> => ({
  async insertStep(step) {
    await lock.take(step.incidentId);
    await ask(
      `insert into step (incident_id, step_id, position, state, version, run_id, answer, expires_at, skipped)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [...values(step).slice(0, 4), step.version, ...values(step).slice(4)],
    ).catch((error: unknown) => {
      if (isUniqueViolation(error))
        throw new ConflictError("This step was already started by somebody else.");
      throw error;
    });
  },

  async saveStep(step, expectedVersion) {
    await lock.take(step.incidentId);
    const { count } = await ask(
      `update step set position = $3, state = $4, run_id = $5, answer = $6, expires_at = $7, skipped = $8,
              version = $9 + 1
        where incident_id = $1 and step_id = $2 and version = $9`,
      [...values(step), expectedVersion],
    );
    return count === 1;
  },

  async saveClaim({ incidentId, stepId }, claimed) {
    await lock.take(incidentId);
    await ask("update step set claimed = $3 where incident_id = $1 and step_id = $2", [
      incidentId,
      stepId,
      document(claimed),
    ]);
  },

  async expiredSteps(now) {
    const { rows } = await ask<StepRow>(
      `select step.* from step join incident on incident.id = incident_id
        where step.state = 'waiting' and expires_at <= $1 and incident.state <> 'resolved'
        order by expires_at limit 100`,
      [now],
    );
    return rows.map(stepOf);
  },
});

const values = (step: StepRecord): unknown[] => [
  step.incidentId,
  step.stepId,
  step.position,
  step.state,
  step.runId,
  document(step.answer),
  step.expiresAt,
  document(step.skipped),
];
