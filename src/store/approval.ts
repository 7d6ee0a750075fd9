import type { Approval } from "../domain/approval.ts";
import type { Reads, Tx } from "../flows/ports.ts";
import type { IncidentLock } from "./database/incident-lock.ts";
import { document, optionalText } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";

interface ApprovalRow {
  id: string;
  incident_id: string;
  step_id: string;
  for_step: string;
  content_hash: string;
  state: Approval["state"];
  requested_by: Approval["requestedBy"];
  requested_at: Date;
  decided_by: Approval["decidedBy"];
  decided_at: Date | null;
  expires_at: Date;
  broken_because: string | null;
  reviewed_by: Approval["reviewedBy"];
  reviewed_at: Date | null;
}

const approvalOf = (row: ApprovalRow): Approval => ({
  id: row.id,
  incidentId: row.incident_id,
  stepId: row.step_id,
  forStep: row.for_step,
  contentHash: row.content_hash,
  state: row.state,
  requestedBy: row.requested_by,
  requestedAt: row.requested_at,
  decidedBy: row.decided_by,
  decidedAt: row.decided_at,
  expiresAt: row.expires_at,
  brokenBecause: row.broken_because,
  reviewedBy: row.reviewed_by,
  reviewedAt: row.reviewed_at,
});

export const approvalReads = (ask: Ask): Pick<Reads, "approvals"> => ({
  async approvals(incidentId) {
    const { rows } = await ask<ApprovalRow>("select * from approval where incident_id = $1 order by added", [
      incidentId,
    ]);
    return rows.map(approvalOf);
  },
});

export const approvalWrites = (ask: Ask, lock: IncidentLock): Pick<Tx, "saveApproval"> => ({
  async saveApproval(approval) {
    await lock.take(approval.incidentId);
    await ask(
      `insert into approval (id, incident_id, step_id, for_step, content_hash, requested_by, requested_at, state,
         decided_by, decided_at, expires_at, broken_because, reviewed_by, reviewed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
       on conflict (id) do update set state = excluded.state, decided_by = excluded.decided_by,
         decided_at = excluded.decided_at, expires_at = excluded.expires_at,
         broken_because = excluded.broken_because, reviewed_by = excluded.reviewed_by,
         reviewed_at = excluded.reviewed_at`,
      [
        approval.id,
        approval.incidentId,
        approval.stepId,
        approval.forStep,
        approval.contentHash,
        document(approval.requestedBy),
        approval.requestedAt,
        approval.state,
        document(approval.decidedBy),
        approval.decidedAt,
        approval.expiresAt,
        optionalText(approval.brokenBecause),
        document(approval.reviewedBy),
        approval.reviewedAt,
      ],
    );
  },
});
