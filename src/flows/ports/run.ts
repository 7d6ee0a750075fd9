import type { FirstSeen } from "../../domain/query/first-seen.ts";
import type { Answer } from "../../domain/query/query.ts";
import type { Run } from "../../domain/run/run.ts";

/** What is asked of the record about runs, and about what was kept of their answers. */
export interface RunReads {
  run(id: string): Promise<Run | undefined>;
  runs(incidentId: string): Promise<Run[]>;
  /** Queued runs that take this one's answer. */
  waitingFor(runId: string): Promise<Run[]>;
  /** Queued and running ones of all incidents, longest queued first. */
  unfinishedRuns(): Promise<Run[]>;
  /** What of its answer is new; undefined until that was looked for. */
  firstSeen(runId: string): Promise<FirstSeen | undefined>;
  rows(runId: string): Promise<KeptRows | undefined>;
  /** The latest run that puts this one's question again. */
  runAfter(id: string): Promise<Run | undefined>;
}

export interface RunWrites {
  saveFirstSeen(runId: string, firstSeen: FirstSeen): Promise<void>;
  insertRun(run: Run): Promise<void>;
  /** Runs without a step, of this title, that were asked of an account after `since`. */
  runsAsked(title: string, account: string, since: Date): Promise<number>;
  /** Saves a run that has not ended and whose attempt is still `run.attempt`; else false, and nothing is saved. */
  saveRun(run: Run): Promise<boolean>;
  /** Takes a queued run, or a running one whose lease ran out, as the next attempt; undefined when it is not due. */
  claimRun(id: string, leaseMs: number): Promise<Run | undefined>;
  /** Runs that nobody works on: queued for longer than `queuedForMs`, or with an expired lease. */
  idleRuns(queuedForMs: number): Promise<Run[]>;
  /** Keeps the lease of this attempt alive and its progress; false when it is no longer ours or was cancelled. */
  renewRun(run: Run, leaseMs: number): Promise<boolean>;
  /**
   * Runs of this question that ask AWS themselves: not ended, or answered since then; newest first. Until the
   * transaction ends nobody else gets an answer to this.
   */
  runsAskingTheSame(questionKey: string, endedSince: Date): Promise<Run[]>;
  /** Of a chain, named by its first run: everybody in the thread may see it from now on. */
  shareRuns(firstRunId: string): Promise<void>;
  savePick(runId: string, picked: Run["picked"]): Promise<void>;
  /** What a run shows while it is queued; false when it is not queued any more. */
  showQueued(run: Run, shown: Pick<Run, "place" | "progress">): Promise<boolean>;
  keepRows(runId: string, kept: KeptRows): Promise<void>;
  /** Answers that are to ask themselves again by now, of incidents that are not resolved. */
  runsToAskAgain(now: Date): Promise<Run[]>;
  /** Needs the incident's lock. */
  setAsksAgain(runId: string, at: Date | null): Promise<void>;
}

/** What was kept of an answer. */
export type KeptRows = Pick<Answer, "columns" | "rows" | "evidence" | "shape"> &
  Partial<Pick<Answer, "rowsBeforeLimit">>;
