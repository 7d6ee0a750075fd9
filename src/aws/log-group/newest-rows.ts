import { timeColumn } from "../../domain/query/form.ts";
import type { Query } from "../../domain/query/query.ts";

export interface NewestRows {
  /** Milliseconds of records that match, in any order. */
  add(matches: readonly number[]): void;
  /** True when no record up to `unreadUpTo` can be among the rows any more. */
  enough(unreadUpTo: number): boolean;
}

/**
 * Tells when reading newest first may stop, for plain rows that are wanted newest first. Records of the same second
 * are read to the end of that second, so that the rows do not depend on where a page ended. Each Region has its own.
 */
export function createNewestRows(query: Query): NewestRows {
  if (!wantsNewestFirst(query)) return { add() {}, enough: () => false };
  let newest: number[] = [];
  return {
    add(matches) {
      newest = [...newest, ...matches].sort((one, two) => two - one).slice(0, query.limit);
    },
    enough(unreadUpTo) {
      const last = newest[query.limit - 1];
      return last !== undefined && unreadUpTo < last;
    },
  };
}

function wantsNewestFirst({ from, by, perSeconds, measure, order }: Query): boolean {
  const plain = by === undefined && perSeconds === undefined && measure.length === 0;
  return plain && order?.column === timeColumn[from] && order.descending;
}
