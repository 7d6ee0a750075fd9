import type { Cell } from "./query.ts";
import type { KeptRow } from "./row-collector.ts";

export interface SortKey {
  /** Position in `cells`, or in `tie` when `inTie`. */
  at: number;
  inTie?: boolean;
  descending: boolean;
}

/**
 * Orders rows by their content alone, so that the same records give the same answer in whatever order they were read.
 * What is absent comes last, whichever way the order goes.
 */
export function compareRows(keys: readonly SortKey[]): (a: KeptRow, b: KeptRow) => number {
  return (a, b) => {
    for (const { at, inTie, descending } of keys) {
      const [left, right] = inTie
        ? [a.tie[at] ?? null, b.tie[at] ?? null]
        : [a.cells[at] ?? null, b.cells[at] ?? null];
      if (left === null || right === null) {
        if (left !== right) return left === null ? 1 : -1;
        continue;
      }
      const order = compareCells(left, right);
      if (order !== 0) return descending ? -order : order;
    }
    return firstDifference(a.tie, b.tie) || firstDifference(a.cells, b.cells);
  };
}

function firstDifference(left: readonly Cell[], right: readonly Cell[]): number {
  for (let at = 0; at < left.length; at += 1) {
    const order = compareCells(left[at] ?? null, right[at] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

const ranks: Record<string, number> = { boolean: 0, number: 1, string: 2, object: 3 };

function compareCells(left: Cell, right: Cell): number {
  if (left === right) return 0;
  if (typeof left !== typeof right) return (ranks[typeof left] ?? 0) - (ranks[typeof right] ?? 0);
  if (left === null || right === null) return 0;
  return left < right ? -1 : 1;
}
