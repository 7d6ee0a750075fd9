import type { Answer, Query, QueryEngineName, Window } from "../domain/query/query.ts";

/** A raw message, kept before it is acknowledged. */
export interface RawMessage {
  source: "sqs" | "eventbridge" | "sns";
  /** Unique for one delivery by one path, for instance `eb:<event id>`. */
  transportKey: string;
  body: string;
}

/** Resolves once the message is committed to the inbox; a rejection means it was not kept. */
export type ReceiveAlarm = (message: RawMessage) => Promise<"new" | "seen">;

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

/** What an engine would do: said before it is asked, and kept with the answer. */
export interface QueryPlan {
  engine: QueryEngineName;
  /** Conditions the neighbour evaluates, in words or its own language. */
  pushedDown: string[];
  /** Conditions checked here afterwards. */
  checkedHere: string[];
  estimate: { calls?: number; seconds?: number; bytes?: number };
  /** Command lines that ask the same by hand. */
  command: string;
}

export interface QueryProgress {
  pagesRead: number;
  scanned: number;
  matched: number;
  newestEvent?: Date;
  oldestEvent?: Date;
}

/** One way to ask a source. Throws CairnError; an aborted signal rejects with the signal's reason. */
export interface QueryEngine {
  name: QueryEngineName;
  plan(request: QueryRequest): QueryPlan;
  ask(
    request: QueryRequest,
    context: { signal: AbortSignal; progress(progress: QueryProgress): void },
  ): Promise<Answer>;
}

/** Waits for its turn at one API of one account and Region; shared by all processes. */
export type TakeBudget = (api: { account: string; region: string; api: string }, signal: AbortSignal) => Promise<void>;
