import { redactCell, redactedMark } from "../text/redact.ts";
import { conditionTest } from "./condition.ts";
import { createJoint, type Joint, maxRememberedEvents } from "./joint.ts";
import type { Cell, Query, Row, RowEvidence, TimeShape, Window } from "./query.ts";
import { isRecord, type TrailRecord } from "./record.ts";
import type { RowCollector } from "./row-collector.ts";
import { sourceShapes } from "./source-shape.ts";
import { splitter } from "./split.ts";

export interface EvaluationResult {
  columns: string[];
  rows: Row[];
  rowsBeforeLimit: number;
  /** The records behind each row. */
  evidence: RowEvidence[];
  /** The records behind the rows over time; absent when there are none. */
  shape?: TimeShape;
  /** Records looked at, whether in the window or not. */
  scanned: number;
  /** Records behind the rows: duplicates and hidden service calls are not among them. */
  matched: number;
  duplicatesDropped: number;
  /** Calls of AWS services that would have matched. */
  servicesHidden: number;
  /** Records without a readable time, which are in no window. */
  undated: number;
  /** Cells from which a secret was taken. */
  redacted: number;
  /** Newest and oldest of the records looked at, up to the window's end. */
  newestEvent?: Date;
  oldestEvent?: Date;
  /** Why rows are missing, in words. */
  truncated?: string;
}

export interface Evaluation {
  add(record: unknown): "matched" | "service-hidden" | "duplicate" | "no";
  /** Counts so far, cheap enough to ask often. */
  progress(): Pick<EvaluationResult, "scanned" | "matched" | "newestEvent" | "oldestEvent">;
  result(): EvaluationResult;
}

/**
 * The meaning of a query: an engine that cannot say it to its neighbour asks for more and hands every record to this.
 * Memory is bounded, whatever comes in. Throws InputError for a query whose paths cannot be read. Several that share
 * a joint give the rows of all their records together, each with its own counts.
 */
export function createEvaluation(
  query: Query,
  window: Window,
  { collector, over, isKnown, remembersAll }: Joint = createJoint(query, window),
): Evaluation {
  const matches = conditionTest(query.where, query.from);
  const { at: timeOf, identity, isService } = sourceShapes[query.from];
  const apart = splitter(query);
  const from = window.from.getTime();
  const to = window.to.getTime();
  let [scanned, matched, duplicatesDropped, servicesHidden, undated] = [0, 0, 0, 0, 0];
  let newest = Number.NEGATIVE_INFINITY;
  let oldest = Number.POSITIVE_INFINITY;

  const isDuplicate = (record: TrailRecord): boolean => {
    const key = identity(record);
    return key !== undefined && isKnown(key);
  };

  const reach = () => ({
    newestEvent: Number.isFinite(newest) ? new Date(newest) : undefined,
    oldestEvent: Number.isFinite(oldest) ? new Date(oldest) : undefined,
  });

  return {
    add(record) {
      scanned += 1;
      const at = isRecord(record) ? timeOf(record)?.getTime() : undefined;
      if (!isRecord(record) || at === undefined) {
        undated += 1;
        return "no";
      }
      if (at <= to) {
        newest = Math.max(newest, at);
        oldest = Math.min(oldest, at);
      }
      if (at < from || at > to || !matches(record)) return "no";
      const parts = apart(record);
      if (parts.length === 0) return "no";
      if (isDuplicate(record)) {
        duplicatesDropped += 1;
        return "duplicate";
      }
      if (query.services === "hide" && isService(record)) {
        servicesHidden += 1;
        return "service-hidden";
      }
      matched += 1;
      over.add(record, at);
      for (const part of parts) collector.add(part, at);
      return "matched";
    },
    progress: () => ({ scanned, matched, ...reach() }),
    result: () => ({
      columns: collector.columns,
      ...withoutSecrets(query, collector),
      rowsBeforeLimit: collector.count(),
      shape: over.shape(),
      scanned,
      matched,
      duplicatesDropped,
      servicesHidden,
      undated,
      ...reach(),
      truncated:
        collector.truncated() ??
        (remembersAll()
          ? undefined
          : `beyond ${maxRememberedEvents} matching records duplicates were not looked for`),
    }),
  };
}

/** The last thing done to rows before they leave. */
function withoutSecrets(
  { measure, split }: Query,
  { columns, rows }: RowCollector,
): { rows: Row[]; evidence: RowEvidence[]; redacted: number } {
  const measures = new Set(measure.map(({ name }) => name));
  // A secret is known by the names above it, also where an element goes by another.
  const whole = (column: string) =>
    split && column.split(".")[0] === split.as ? `${split.each.join(".")}.${column}` : column;
  let redacted = 0;
  const cellOf = (cell: Cell, column: string): Cell => {
    // A count of secrets is none.
    const safe = measures.has(column) ? cell : redactCell(cell, whole(column));
    if (safe !== cell || (typeof safe === "string" && safe.includes(redactedMark))) redacted += 1;
    return safe;
  };
  const kept = rows();
  const safeRows = kept.map(({ cells }) =>
    Object.fromEntries(columns.map((column, at) => [column, cellOf(cells[at] ?? null, column)])),
  );
  return { rows: safeRows, evidence: kept.map((row) => row.evidence.ids()), redacted };
}
