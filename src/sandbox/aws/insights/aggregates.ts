import type { Row } from "./event-fields.ts";
import { type Expression, readExpression } from "./expression.ts";
import type { QueryReader } from "./query-reader.ts";
import { asNumber, asText, compareValues, isInstant, type Value } from "./value.ts";

/** Counts rows together: told of each row of a group, then asked for the result. */
export interface Aggregate {
  add: (row: Row) => void;
  result: () => Value;
}

type Start = (of: Expression | undefined, argument: number | undefined) => Aggregate;

const AGGREGATES: Record<string, Start> = {
  count(of) {
    let count = 0;
    return {
      add: (row) => {
        if (of === undefined || of(row) !== undefined) count += 1;
      },
      result: () => count,
    };
  },
  count_distinct(of) {
    const seen = new Set<string>();
    return {
      add: (row) => {
        const value = of?.(row);
        if (value !== undefined) seen.add(asText(value));
      },
      result: () => seen.size,
    };
  },
  sum: numbers((values) => values.reduce((sum, value) => sum + value, 0)),
  avg: numbers((values) => mean(values)),
  stddev: numbers((values) => {
    const centre = mean(values);
    return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
  }),
  pct: numbers((values, percent = 50) => {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  }),
  median: numbers((values) => [...values].sort((a, b) => a - b)[Math.ceil(values.length / 2) - 1]),
  min: best((value, held) => compareValues(value, held) < 0),
  max: best((value, held) => compareValues(value, held) > 0),
  sortsfirst: best((value, held) => asText(value) < asText(held)),
  sortslast: best((value, held) => asText(value) > asText(held)),
  earliest: byTime((at, held) => at < held),
  latest: byTime((at, held) => at > held),
};

export interface NamedAggregate {
  name: string;
  start: () => Aggregate;
}

/** `count(*) as n`, `pct(bytes, 99)`. Throws MalformedQueryException for what is no aggregate. */
export function readAggregate(reader: QueryReader): NamedAggregate {
  const from = reader.place();
  const called = reader.match(/[A-Za-z_]\w*/y)?.[0]?.toLowerCase() ?? "";
  const start = Object.hasOwn(AGGREGATES, called) ? AGGREGATES[called] : undefined;
  if (start === undefined)
    throw reader.fail(called ? `Invalid aggregate function: ${called}` : undefined, from);
  reader.expectSign("(");
  const all = reader.sign("*") || reader.peek(/\)/y);
  if (all && called !== "count") throw reader.fail();
  const of = all ? undefined : readExpression(reader);
  const argument = reader.sign(",") ? Number(reader.match(/\d+(\.\d+)?/y)?.[0] ?? Number.NaN) : undefined;
  if (Number.isNaN(argument) || (argument === undefined) === (called === "pct")) throw reader.fail();
  reader.expectSign(")");
  const name = readAlias(reader) ?? reader.since(from);
  return { name, start: () => start(of, argument) };
}

export function readAlias(reader: QueryReader): string | undefined {
  if (!reader.word("as")) return undefined;
  const alias = reader.name();
  if (alias === undefined) throw reader.fail();
  return alias;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** What is no number does not count. */
function numbers(result: (values: number[], argument?: number) => number | undefined): Start {
  return (of, argument) => {
    const values: number[] = [];
    return {
      add: (row) => {
        const number = asNumber(of?.(row));
        if (number !== undefined) values.push(number);
      },
      result: () => (values.length === 0 ? undefined : result(values, argument)),
    };
  };
}

function best(better: (value: Exclude<Value, undefined>, held: Exclude<Value, undefined>) => boolean): Start {
  return (of) => {
    let held: Value;
    return {
      add: (row) => {
        const value = of?.(row);
        if (value !== undefined && (held === undefined || better(value, held))) held = value;
      },
      result: () => held,
    };
  };
}

function byTime(better: (at: number, held: number) => boolean): Start {
  return (of) => {
    let held: { at: number; value: Value } | undefined;
    return {
      add: (row) => {
        const [value, moment] = [of?.(row), row.read("@timestamp")];
        if (value === undefined || !isInstant(moment)) return;
        if (held === undefined || better(moment.instant, held.at)) held = { at: moment.instant, value };
      },
      result: () => held?.value,
    };
  };
}
