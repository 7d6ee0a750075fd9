import type { Finding } from "../finding.ts";
import type { Difference } from "../query/difference.ts";
import type {
  Completeness,
  Query,
  QueryEngineName,
  QueryPlan,
  QueryProgress,
  Window,
} from "../query/query.ts";
import type { ActorRef } from "../responder.ts";
import type { Segment } from "../text/text.ts";

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
  /** Each account that is asked, by which engine; absent when it is the plan's one of `account` alone. */
  targets?: RunTarget[];
  /** What a question has in common with others that ask the same, whenever: see same-question.ts. */
  questionKey?: string | null;
  /** The run whose answer this one takes instead of asking AWS again. */
  sharedRun?: string | null;
  /** Where it stands while it is queued. */
  place?: QueuePlace | null;
  progress: QueryProgress | null;
  completeness: Completeness | null;
  /** Rows kept, and the hash of exactly these (audit.ts). */
  rowCount: number | null;
  rowsHash: string | null;
  findings: Finding[];
  /** Why it failed, fit for a responder. */
  error: string | null;
  cancelledBy: ActorRef | null;
  /** Set when it puts an earlier run's question again. */
  again?: Again | null;
  /** When its answer, not settled yet, asks itself again; taken away once that is under way. */
  asksAgainAt?: Date | null;
  /** What its answer has that the previous one had not. */
  difference?: KeptDifference | null;
  /** Of a repeat step: its number, from 1, and whether what the step waits for held; null while that is not known. */
  round?: { number: number; held: boolean | null } | null;
  /** Of an ad-hoc question: who sees its answer alone, until they share it. Only `shareRuns` takes it away. */
  quietFor?: { id: string; name: string } | null;
  /** Who put its answer on the timeline. Only `savePick` sets it. */
  picked?: { by: ActorRef; at: Date } | null;
}

/** A chain of runs that ask the same: `settled` by itself, `asked` by somebody, `round` of a repeat step. */
export interface Again {
  first: string;
  previous: string;
  why: "settled" | "asked" | "round";
}

/** The first rows of each kind, the numbers of all, and the sentence that was told. */
export interface KeptDifference extends Difference {
  counts: Record<"came" | "went" | "changed", number>;
  words: Segment[];
}

/** The first run of its chain: the one that its message is known by. */
export const firstRunOf = (run: Run): string => run.again?.first ?? run.id;

/** One account of a question, and who answers for it; `refused` says why nobody can. */
export interface RunTarget {
  account: string;
  regions: string[];
  engine: QueryEngineName | null;
  refused?: string;
}

/** The accounts and Regions that a run asks. */
export const targetsOf = ({ targets, account, regions }: Run): Pick<RunTarget, "account" | "regions">[] =>
  targets && targets.length > 0 ? targets : [{ account, regions }];

/** `position` counts from 1; the wait is an estimate. */
export interface QueuePlace {
  position: number;
  waitSeconds: number;
}
