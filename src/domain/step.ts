import type { ActorRef } from "./responder.ts";

export type StepState =
  | "ready"
  | "queued"
  | "running"
  | "waiting"
  | "done"
  | "failed"
  | "cancelled"
  | "unknown"
  | "skipped";

/** A step of an incident's runbook, from the moment it became due. */
export interface StepRecord {
  incidentId: string;
  stepId: string;
  /** Order in which the steps became due, from 1. */
  position: number;
  state: StepState;
  /** Rises with every change; a button carries the version it was made for. */
  version: number;
  /** The latest run of a query step. */
  runId: string | null;
  /** An ask, choice or tick: what was said, by whom. */
  answer: { value: string; by: ActorRef; at: Date } | null;
  /** When an unanswered ask is answered by its `otherwise`. */
  expiresAt: Date | null;
  /** Who is on it. It tells the others and stops nobody; only `saveClaim` changes it. */
  claimed?: { by: ActorRef; at: Date } | null;
  /** Who left it out, when, and why. */
  skipped?: { by: ActorRef; at: Date; reason: string } | null;
}
