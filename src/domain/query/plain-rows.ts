import { cellReader } from "./cell.ts";
import { startEvidence } from "./evidence.ts";
import { columnsOf, timeColumn } from "./form.ts";
import type { Query } from "./query.ts";
import type { TrailRecord } from "./record.ts";
import type { KeptRow, RowCollector } from "./row-collector.ts";
import { compareRows, type SortKey } from "./row-order.ts";
import { sourceShapes } from "./source-shape.ts";

/** One row a record, oldest first unless the query says otherwise. Keeps little more than `limit` rows. */
export function plainRows(query: Query): RowCollector {
  const columns = columnsOf(query);
  const { id } = sourceShapes[query.from];
  const read = columns.map((column) => cellReader(column, query.from));
  const evidenceOf = startEvidence(query.from);
  const compare = compareRows([sortKey(query, columns)]);
  const keepable = query.limit * 2 + 1_000;
  let kept: KeptRow[] = [];
  let seen = 0;
  return {
    columns,
    add(record: TrailRecord, at: number) {
      seen += 1;
      const evidence = evidenceOf();
      evidence.add(record, at);
      kept.push({ cells: read.map((cell) => cell(record)), tie: [at, id(record)], evidence });
      if (kept.length > keepable) kept = kept.sort(compare).slice(0, query.limit);
    },
    rows: () => kept.sort(compare).slice(0, query.limit),
    count: () => seen,
    truncated: () => undefined,
  };
}

function sortKey({ order, from }: Query, columns: readonly string[]): SortKey {
  if (!order || order.column === timeColumn[from])
    return { at: 0, inTie: true, descending: order?.descending ?? false };
  return { at: columns.indexOf(order.column), descending: order.descending };
}
