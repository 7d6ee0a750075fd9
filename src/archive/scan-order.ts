import { conditionTest } from "../domain/query/condition.ts";
import type { Query, Window } from "../domain/query/query.ts";
import { fieldsRead } from "./fields-read.ts";
import type { TrailSource } from "./inflate.ts";
import { needlesOf } from "./needles.ts";
import type { Scan, ScanQuestion } from "./scan-bytes.ts";

/** What a thread is told once. */
export interface ScanOrder {
  query: Query;
  window: Window;
  recordBytes: number;
  /** All that has to come back of a record. */
  fields: ReadonlySet<string> | undefined;
}

/** What it is told, and what it answers, about each file. */
export interface ScanTask {
  id: number;
  source: TrailSource;
  wantsFirst: boolean;
}
export interface ScanReport {
  id: number;
  scan: Scan | undefined;
}

export function scanOrder(query: Query, window: Window, recordBytes: number): ScanOrder {
  return { query, window, recordBytes, fields: fieldsRead(query) };
}

export function questionOf({ query: { where, from }, window, recordBytes }: ScanOrder): ScanQuestion {
  return {
    needles: needlesOf(where),
    matches: conditionTest(where, from),
    from: window.from.getTime(),
    to: window.to.getTime(),
    recordBytes,
  };
}
