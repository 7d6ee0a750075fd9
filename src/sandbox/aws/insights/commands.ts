import { readAggregate, readAlias } from "./aggregates.ts";
import { type Row, rowOf } from "./event-fields.ts";
import { type Expression, readExpression } from "./expression.ts";
import type { Command } from "./flow.ts";
import { readParse } from "./parse-command.ts";
import type { QueryReader } from "./query-reader.ts";
import { asText, compareValues, isTrue, type Value } from "./value.ts";

interface Named {
  name: string;
  of: Expression;
}

/** Reads what follows a command's word. */
export const COMMANDS: Record<string, (reader: QueryReader) => Command> = {
  fields(reader) {
    const columns = readColumns(reader);
    return (flow) => {
      const shown = [...(flow.shown ?? []), ...columns.map(({ name }) => name)];
      return { ...flow, rows: withColumns(flow.rows, columns), shown: [...new Set(shown)] };
    };
  },
  display(reader) {
    const columns = readColumns(reader);
    return (flow) => ({
      ...flow,
      rows: withColumns(flow.rows, columns),
      shown: columns.map(({ name }) => name),
    });
  },
  filter(reader) {
    const test = readExpression(reader);
    return (flow) => ({ ...flow, rows: flow.rows.filter((row) => isTrue(test(row))) });
  },
  parse: readParse,
  stats: readStats,
  sort(reader) {
    const keys: { of: Expression; sign: 1 | -1 }[] = [];
    do {
      const of = readExpression(reader);
      keys.push({ of, sign: reader.word("desc") ? -1 : 1 });
      reader.word("asc");
    } while (reader.sign(","));
    return (flow) => {
      const keyed = flow.rows.map((row) => ({ row, values: keys.map(({ of }) => of(row)) }));
      keyed.sort((a, b) => {
        for (const [at, { sign }] of keys.entries()) {
          const order = compareForSort(a.values[at], b.values[at], sign);
          if (order !== 0) return order;
        }
        return 0;
      });
      return { ...flow, rows: keyed.map(({ row }) => row) };
    };
  },
  limit(reader) {
    reader.word("any");
    const from = reader.place();
    const count = Number(reader.match(/\d+/y)?.[0] ?? Number.NaN);
    if (!(count >= 1 && count <= 100_000)) throw reader.fail("limit must be between 1 and 100000", from);
    return (flow) => ({ ...flow, rows: flow.rows.slice(0, count) });
  },
  dedup(reader) {
    const columns = readColumns(reader);
    return (flow) => {
      const seen = new Set<string>();
      const rows = flow.rows.filter((row) => {
        const values = columns.map(({ of }) => of(row));
        // A row without one of the fields is nobody's double.
        if (values.some((value) => value === undefined)) return true;
        const key = JSON.stringify(values.map((value) => (value === undefined ? "" : asText(value))));
        if (seen.has(key)) return false;
        seen.add(key);
        return true;
      });
      return { ...flow, rows };
    };
  },
};

function readColumns(reader: QueryReader): Named[] {
  const columns: Named[] = [];
  do {
    const from = reader.place();
    const of = readExpression(reader);
    const written = reader.since(from).replaceAll("`", "");
    columns.push({ name: readAlias(reader) ?? written, of });
  } while (reader.sign(","));
  return columns;
}

function withColumns(rows: Row[], columns: readonly Named[]): Row[] {
  for (const row of rows) for (const { name, of } of columns) row.write(name, of(row));
  return rows;
}

function readStats(reader: QueryReader): Command {
  const aggregates = [readAggregate(reader)];
  while (reader.sign(",") || !(reader.peek(/\||$/y) || reader.peek(/by\b/iy)))
    aggregates.push(readAggregate(reader));
  const groups = reader.word("by") ? readColumns(reader) : [];
  return ({ rows }) => {
    const found = new Map<
      string,
      { values: Value[]; counts: { add: (row: Row) => void; result: () => Value }[] }
    >();
    for (const row of rows) {
      const values = groups.map(({ of }) => of(row));
      const key = JSON.stringify(values.map((value) => (value === undefined ? null : asText(value))));
      const group = found.get(key) ?? { values, counts: aggregates.map(({ start }) => start()) };
      found.set(key, group);
      for (const count of group.counts) count.add(row);
    }
    const names = [...groups, ...aggregates].map(({ name }) => name);
    const counted = [...found.values()].map(({ values, counts }) => {
      const cells = [...values, ...counts.map((count) => count.result())];
      return rowOf(names.map((name, at) => [name, cells[at]] as const));
    });
    return { rows: counted, shown: names, counted: true };
  };
}

/** What is not there comes last, whichever the direction. */
function compareForSort(one: Value, other: Value, sign: 1 | -1): number {
  if (one === undefined || other === undefined)
    return Number(one === undefined) - Number(other === undefined);
  return compareValues(one, other) * sign;
}
