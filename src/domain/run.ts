import type { Finding } from "./finding.ts";
import type { Completeness, Query, QueryPlan, QueryProgress, Window } from "./query/query.ts";
import type { ActorRef } from "./responder.ts";

export type RunState = "queued" | "running" | "done" | "failed" | "cancelled" | "unknown";

export const hasEnded = (state: RunState): boolean => state !== "queued" && state !== "running";

/** One question put to a source: a step's, or an ad-hoc one when `stepId` is null. */
export interface Run {
  id: string;
  incidentId: string;
  stepId: string | null;
  title: string;
  state: RunState;
  /** Fencing number: rises with every claim; what an older attempt brings is not taken. */
  attempt: number;
  requestedBy: ActorRef;
  requestedAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  /** The runbook's content hash the step was taken from. */
  runbookHash: string | null;
  query: Query;
  window: Window;
  account: string;
  regions: string[];
  plan: QueryPlan | null;
  progress: QueryProgress | null;
  completeness: Completeness | null;
  /** Rows kept, and the hash of exactly these (audit.ts). */
  rowCount: number | null;
  rowsHash: string | null;
  findings: Finding[];
  /** Why it failed, fit for a responder. */
  error: string | null;
  cancelledBy: ActorRef | null;
}
