import { textOf } from "./cell.ts";
import { fieldReader, hasOtherNames } from "./field-names.ts";
import { numberOf } from "./field-test.ts";
import type { Measure, QuerySource } from "./query.ts";
import { elementsOf, type TrailRecord } from "./record.ts";

/** Shared by all groups of one answer; below zero when values were left out. */
export interface MeasureBudget {
  distinctValuesLeft: number;
}

interface RunningMeasure {
  add(record: TrailRecord): void;
  value(): number;
}

/** Gives every group measures of its own. */
export function startMeasures(
  measures: readonly Measure[],
  budget: MeasureBudget,
  source?: QuerySource,
): () => RunningMeasure[] {
  const starters = measures.map(({ of, path }) => {
    const read = fieldReader(path, source);
    const valuesOf = (record: TrailRecord) =>
      hasOtherNames(path) ? read(record).slice(0, 1) : elementsOf(read(record));
    return of === "sum" ? () => sum(valuesOf) : () => distinct(valuesOf, path, budget);
  });
  return () => starters.map((start) => start());
}

type ValuesOf = (record: TrailRecord) => unknown[];

function sum(valuesOf: ValuesOf): RunningMeasure {
  let total = 0;
  return {
    add(record) {
      for (const value of valuesOf(record)) total += numberOf(value) ?? 0;
    },
    value: () => total,
  };
}

function distinct(valuesOf: ValuesOf, path: string, budget: MeasureBudget): RunningMeasure {
  const seen = new Set<string>();
  return {
    add(record) {
      for (const value of valuesOf(record)) {
        const text = textOf(value, path);
        if (seen.has(text)) continue;
        budget.distinctValuesLeft -= 1;
        if (budget.distinctValuesLeft >= 0) seen.add(text);
      }
    },
    value: () => seen.size,
  };
}
