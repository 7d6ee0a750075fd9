import type { LogEvent, LogGroup } from "../logs/log-groups.ts";
import { eventRow } from "./event-fields.ts";
import type { Command, Flow } from "./flow.ts";
import { eventPointer } from "./pointer.ts";
import { asText } from "./value.ts";

export interface FoundEvent {
  group: LogGroup;
  event: LogEvent;
}

export interface QueryResult {
  /** Every value is text; what is not there is left out. */
  rows: { field: string; value: string }[][];
  recordsMatched: number;
}

const DEFAULT_COLUMNS = ["@timestamp", "@message"];

/** Runs a query over events, newest first, and gives at most `limit` rows. */
export function runQuery(
  commands: readonly Command[],
  found: readonly FoundEvent[],
  { limit, now }: { limit: number; now: number },
): QueryResult {
  const groupOf = new Map(found.map(({ event, group }) => [event, group]));
  let flow: Flow = {
    rows: found.map(({ event, group }) => eventRow(event, group, now)),
  };
  let recordsMatched = found.length;
  for (const command of commands) {
    const before = flow;
    flow = command(flow);
    if (!flow.counted) recordsMatched = Math.min(recordsMatched, flow.rows.length);
    else if (!before.counted) recordsMatched = before.rows.length;
  }
  const shown = flow.shown ?? DEFAULT_COLUMNS;
  const rows = flow.rows.slice(0, limit).map((row) => {
    const cells = shown.flatMap((field) => {
      const value = row.read(field);
      return value === undefined ? [] : [{ field, value: asText(value) }];
    });
    const group = row.event && groupOf.get(row.event);
    if (flow.counted || row.event === undefined || group === undefined) return cells;
    return [...cells, { field: "@ptr", value: eventPointer(group, row.event) }];
  });
  return { rows, recordsMatched };
}
