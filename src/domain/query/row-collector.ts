import type { EvidenceBehind } from "./evidence.ts";
import type { Cell } from "./query.ts";
import type { TrailRecord } from "./record.ts";

/** A row while it is being collected: its cells in column order, and what breaks a tie. */
export interface KeptRow {
  cells: readonly Cell[];
  tie: readonly Cell[];
  evidence: EvidenceBehind;
}

/** Takes matching records one by one and keeps rows; `at` is in milliseconds since 1970. */
export interface RowCollector {
  columns: string[];
  add(record: TrailRecord, at: number): void;
  /** In order, no more than the query's limit. */
  rows(): KeptRow[];
  /** Rows there would be without a limit. */
  count(): number;
  /** Why rows are missing, in words. */
  truncated(): string | undefined;
}
