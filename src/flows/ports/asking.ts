import type { Evaluation } from "../../domain/query/evaluate.ts";
import type {
  Answer,
  Completeness,
  Leg,
  Preview,
  Query,
  QueryEngineName,
  QueryPlan,
  QueryProgress,
  Window,
} from "../../domain/query/query.ts";
import type { Recorded } from "../../domain/recording/recorded.ts";

/** Who asks AWS. `name` becomes the role session's SourceIdentity ([\w+=,.@-], 2 to 64 characters). */
export interface AskedBy {
  name: string;
  incident?: string;
}

export interface QueryRequest {
  query: Query;
  window: Window;
  account: string;
  regions: string[];
  askedBy: AskedBy;
}

/** One way to ask a source. Throws CairnError; an aborted signal rejects with the signal's reason. */
export interface QueryEngine {
  name: QueryEngineName;
  plan(request: QueryRequest): QueryPlan;
  ask(request: QueryRequest, asking: Asking): Promise<Answer>;
}

/** What an engine is asked along with. */
export interface Asking {
  signal: AbortSignal;
  /** `preview` gives the first rows as they are by now; called seldom, because it takes a while. */
  progress(progress: QueryProgress, preview?: () => Preview): void;
  /** Makes what records are put into; the engine's own unless several answer together. */
  evaluate?: (query: Query, window: Window) => Evaluation;
  /** Told how each part stands, whenever that changes. */
  leg?(leg: Leg): void;
}

/**
 * Whether what was asked about is recorded where it was put, by what the account's own settings say. Asked only when
 * nothing was found; rejects only when aborted.
 */
export type Coverage = (
  asked: QueryRequest & { completeness: Completeness },
  signal: AbortSignal,
) => Promise<Recorded>;

/** Waits for its turn at one API of one account and Region; shared by all processes. Says first how long it will take. */
export type TakeBudget = (
  api: { account: string; region: string; api: string },
  signal: AbortSignal,
  onWait?: (ms: number) => void,
) => Promise<void>;

/** So many at once, and so many a minute after that. */
export interface Pace {
  perMinute: number;
  burst: number;
}

/** What Slack handed over, by its key: `ours` to deal with, `done` before, or `busy` in the hands of another. */
export interface Deliveries {
  /** Whoever holds it longer than `holdMs` has died with it, and it may be taken again. */
  begin(key: string, holdMs: number): Promise<"ours" | "done" | "busy">;
  end(key: string): Promise<void>;
}

/** Turns at something outside, shared by all processes. */
export interface Turns {
  /** Takes one if it is free: 0; else the milliseconds until one may be. */
  take(key: string, pace: Pace): Promise<number>;
  /** Nobody has a turn for this long: the neighbour asked for patience. */
  hold(key: string, ms: number): Promise<void>;
}
