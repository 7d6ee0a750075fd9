import type { Recorded } from "../recording/recorded.ts";

/** A query as the engines get it: every template filled in, every leaf typed. What a template inserted is literal. */
export interface Query {
  from: QuerySource;
  where: Condition;
  /** Grouped rows (count, first, last and the measures) when set; plain rows otherwise. */
  by?: string[];
  /** Columns of plain rows. */
  show?: string[];
  measure: Measure[];
  /** Width of time buckets. */
  perSeconds?: number;
  /**
   * A record is looked at once for each element of an array, under the name `as`; `where` holds of the same element.
   * Nobody but the evaluator knows of it: `where` of the query asks for no less.
   */
  split?: { each: FieldPath[]; as: string; where: Condition };
  /** The query is asked again about the values of these columns; see follow.ts. Engines need not know. */
  follow?: { from: string[]; into: FieldPath; depth: number };
  /** It is asked once for each element; `where` then only says what all of these ask together. See each.ts. */
  each?: { element: string; where: Condition; split?: Condition }[];
  /** Columns whose new values the step's rules speak of: nothing is concluded before these are known. */
  firstSeen?: string[];
  /** Not its records are wanted but who is behind them: a chain from this key, ARN or session; see identity/. */
  trace?: { of: string; hints: string[] };
  order?: { column: string; descending: boolean };
  /** Rows to keep after ordering. */
  limit: number;
  services: "hide" | "show";
}

export type QuerySource = "cloudtrail" | "access-log";

export const queryEngineNames = ["event-history", "log-group", "insights", "athena", "archive"] as const;
export type QueryEngineName = (typeof queryEngineNames)[number];

export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { none: Condition[] }
  | { path: FieldPath; test: FieldTest };

/** `userIdentity.accessKeyId`, `principal` (a name of field-names.ts) or `decode(requestParameters.policyDocument).Statement.Effect`. */
export type FieldPath = string;

export type FieldTest =
  | { op: "equals" | "not"; values: Literal[] }
  | { op: "contains"; values: Literal[] }
  | { op: "exists"; value: boolean }
  | { op: "inCidr" | "notInCidr"; networks: string[] }
  | { op: "gt" | "gte" | "lt" | "lte"; value: Literal };

/** Text may be open at its ends where the author wrote `*`; nothing else is a wildcard. */
export type Literal =
  | { type: "text"; text: string; openStart: boolean; openEnd: boolean }
  | { type: "number"; number: number }
  | { type: "boolean"; boolean: boolean }
  | { type: "time"; at: Date };

export interface Measure {
  name: string;
  of: "distinct" | "sum";
  path: FieldPath;
}

/** Both ends inclusive. */
export interface Window {
  from: Date;
  to: Date;
  /** It reached to the moment it was asked: asked again, it reaches further. */
  open?: true;
}

/** A cell is what JSON can hold; times are ISO 8601 UTC text. */
export type Cell = string | number | boolean | null;

export type Row = Record<string, Cell>;

/** What a query found. `columns` gives the order in which to show the cells of `rows`. */
export interface Answer {
  columns: string[];
  rows: Row[];
  /** Rows before `limit` cut them; `rows.length` when nothing was cut. */
  rowsBeforeLimit: number;
  /** The records behind each of `rows`, in their order; absent when they are not known. */
  evidence?: RowEvidence[];
  completeness: Completeness;
  /** What of it its principals never did before, where a step's rules speak of it. */
  firstSeen?: FirstSeen;
  /** All records behind it over time; absent where an engine counts elsewhere. */
  shape?: TimeShape;
}

/** How many records fell into each bucket of a window, apart by outcome and by who. Counts are per bucket. */
export interface TimeShape {
  /** ISO 8601, of the first bucket; a multiple of the width since 1970. */
  from: string;
  widthSeconds: number;
  ok: number[];
  /** Refused or failed. */
  errors: number[];
  /** The principals (access logs: clients) with the most records; what others did is in `ok` and `errors` alone. */
  top: { name: string; counts: number[] }[];
}

/** The first of the records behind a row, by the ids that CloudTrail and AWS know them by. */
export interface RowEvidence {
  eventIds: string[];
  requestIds: string[];
}

/** What in an answer was never seen of the same principal in the time before it. */
export interface FirstSeen {
  state: "compared" | "none";
  /** Why nothing was compared, in words. */
  why?: string;
  engine?: QueryEngineName;
  /** The baseline: the time before the answer's own window. */
  window: Window;
  /** Where the principal of a row stands; absent when all rows are of `who`. */
  whoColumn?: string;
  who?: string;
  /** The answer's columns that were compared. */
  columns: string[];
  marks: { who: string; column: string; value: string }[];
  /** Principals of whom no earlier call was found, so that nothing can be told of theirs. */
  strangers: string[];
  notes: string[];
}

/** How far an answer reaches (design: every answer says). Counts are of records, not rows. */
export interface Completeness {
  engine: QueryEngineName;
  accounts: string[];
  regions: string[];
  /** Which access logs were read, for a question about these. */
  logs?: string[];
  window: Window;
  pagesRead: number;
  scanned: number;
  matched: number;
  duplicatesDropped: number;
  servicesHidden: number;
  /** Why reading stopped before the end, in words; absent when everything was read. */
  truncated?: string;
  newestEvent?: Date;
  /** When the window can be taken as settled: its end plus the engine's delivery lag. */
  settlesAt: Date;
  settled: boolean;
  /** Remarks such as "3 files could not be read". */
  notes: string[];
  /** Whether such events are recorded here at all; looked up when nothing matched, and before an alarm. */
  recorded?: Recorded;
  /** Where it was asked, part by part; an answer with a failed leg is not whole. */
  legs?: Leg[];
  /** Set when nothing was asked of AWS for it: another run's answer, so many seconds old, is shown again. */
  reused?: { incident: string; by: string; ageSeconds: number };
}

/** One part of a question that goes its own way: an account, and a Region where the engine is asked Region by Region. */
export interface Leg {
  engine: QueryEngineName;
  account: string;
  /** Empty where the engine is asked about all Regions at once. */
  region: string;
  /** Told apart from others of the same Region by this: a log group. */
  group?: string;
  state: "waiting" | "running" | "done" | "failed";
  /** Why it failed, fit for a responder. */
  why?: string;
  /** How long it has to wait for its turn at the API, when that is worth telling. */
  waitSeconds?: number;
}

/** What an engine would do: said before it is asked, and kept with the answer. */
export interface QueryPlan {
  engine: QueryEngineName;
  /** Conditions the neighbour evaluates, in words or its own language. */
  pushedDown: string[];
  /** Conditions checked here afterwards. */
  checkedHere: string[];
  estimate: { calls?: number; seconds?: number; bytes?: number; dollars?: number };
  /** What the neighbour is asked, in its own language; absent when it has none. */
  text?: string;
  /** Why this engine, and what it takes, in a sentence or two; the planner adds how it compares. */
  why?: string;
  /** What of the question it cannot reach, in words; an engine that reaches all of it goes first. */
  unreached?: string;
  /** Command lines that ask the same by hand. */
  command: string;
}

export interface QueryProgress {
  pagesRead: number;
  scanned: number;
  matched: number;
  newestEvent?: Date;
  oldestEvent?: Date;
  legs?: Leg[];
  /** First rows of an answer that is still being read: more may come, counts may grow, the order may change. */
  preview?: Preview;
}

export interface Preview {
  columns: string[];
  rows: Row[];
}
