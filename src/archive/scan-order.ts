import { conditionTest } from "../domain/query/condition.ts";
import type { Condition, Query, Window } from "../domain/query/query.ts";
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

export function questionOf({ query: { where, from }, window, recordBytes, fields }: ScanOrder): ScanQuestion {
  return {
    needles: needlesOf(where),
    matches: conditionTest(where, from),
    fields,
    within: timesAsked(where, window),
    from: window.from.getTime(),
    to: window.to.getTime(),
    recordBytes,
  };
}

/** What of a window a condition on the event's time leaves; all of it when there is none. */
function timesAsked(condition: Condition, window: Window): { from: number; to: number } {
  const asked = { from: window.from.getTime(), to: window.to.getTime() };
  const narrow = (part: Condition): void => {
    if ("all" in part) part.all.forEach(narrow);
    else if ("path" in part && part.path === "eventTime") {
      const { test } = part;
      if (!("value" in test) || test.op === "exists" || test.value.type !== "time") return;
      const at = test.value.at.getTime();
      if (test.op === "gt" || test.op === "gte") asked.from = Math.max(asked.from, at);
      else asked.to = Math.min(asked.to, at);
    }
  };
  narrow(condition);
  return asked;
}
