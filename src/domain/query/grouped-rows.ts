import { cellReader, timeCell } from "./cell.ts";
import { type EvidenceBehind, startEvidence } from "./evidence.ts";
import { columnsOf } from "./form.ts";
import { type MeasureBudget, startMeasures } from "./measures.ts";
import type { Cell, Query } from "./query.ts";
import type { TrailRecord } from "./record.ts";
import type { RowCollector } from "./row-collector.ts";
import { compareRows, type SortKey } from "./row-order.ts";

const maxGroups = 50_000;
const maxGroupText = 64 * 1024 * 1024;
const maxDistinctValues = 500_000;

interface Group {
  cells: Cell[];
  count: number;
  first: number;
  last: number;
  evidence: EvidenceBehind;
  measures: { add(record: TrailRecord): void; value(): number }[];
}

/** One row for each combination of `by` and time bucket, the largest counts first unless the query says otherwise. */
export function groupedRows(query: Query): RowCollector {
  const columns = columnsOf(query);
  const by = (query.by ?? []).map((path) => cellReader(path, query.from));
  const groups = new Map<string, Group>();
  const budget: MeasureBudget = { distinctValuesLeft: maxDistinctValues };
  const measuresOf = startMeasures(query.measure, budget, query.from);
  const evidenceOf = startEvidence(query.from);
  const compare = compareRows(sortKeys(query, columns));
  let groupText = 0;
  let leftOut = 0;

  const openGroup = (key: string, cells: Cell[], at: number): Group | undefined => {
    if (groups.size >= maxGroups || groupText > maxGroupText) return undefined;
    const group = { cells, count: 0, first: at, last: at, evidence: evidenceOf(), measures: measuresOf() };
    groups.set(key, group);
    groupText += key.length;
    return group;
  };

  return {
    columns,
    add(record: TrailRecord, at: number) {
      const cells = [...bucketOf(query, at), ...by.map((cell) => cell(record))];
      const key = JSON.stringify(cells);
      const group = groups.get(key) ?? openGroup(key, cells, at);
      if (!group) {
        leftOut += 1;
        return;
      }
      group.count += 1;
      group.first = Math.min(group.first, at);
      group.last = Math.max(group.last, at);
      group.evidence.add(record, at);
      for (const measure of group.measures) measure.add(record);
    },
    rows: () =>
      [...groups.values()]
        .map(({ cells, count, first, last, evidence, measures }) => ({
          cells: [
            ...cells,
            count,
            timeCell(first),
            timeCell(last),
            ...measures.map((measure) => measure.value()),
          ],
          tie: [],
          evidence,
        }))
        .sort(compare)
        .slice(0, query.limit),
    count: () => groups.size,
    truncated: () =>
      leftOut > 0
        ? `there are more than ${groups.size} groups, and ${leftOut} records belong to none that was kept`
        : budget.distinctValuesLeft < 0
          ? `more than ${maxDistinctValues} distinct values, further ones were not counted`
          : undefined,
  };
}

function bucketOf({ perSeconds }: Query, at: number): Cell[] {
  if (perSeconds === undefined) return [];
  const width = perSeconds * 1_000;
  return [timeCell(Math.floor(at / width) * width)];
}

function sortKeys({ order, perSeconds }: Query, columns: readonly string[]): SortKey[] {
  const usual = [
    ...(perSeconds === undefined ? [] : [{ at: columns.indexOf("time"), descending: false }]),
    { at: columns.indexOf("count"), descending: true },
  ];
  return order ? [{ at: columns.indexOf(order.column), descending: order.descending }, ...usual] : usual;
}
