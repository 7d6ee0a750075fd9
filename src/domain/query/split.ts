import { conditionTest } from "./condition.ts";
import type { Query } from "./query.ts";
import { elementsOf, pathReader, type TrailRecord } from "./record.ts";

const maxElements = 1_000;

/**
 * A record as often as the query wants to look at it: itself, or once for each element of the array that `split`
 * names, each with that element under its name. A record without such an array stands once, without an element.
 */
export function splitter({ split, from }: Query): (record: TrailRecord) => TrailRecord[] {
  if (split === undefined) return (record) => [record];
  const readers = split.each.map(pathReader);
  const fits = conditionTest(split.where, from);
  return (record) => {
    const elements = readers.map((read) => elementsOf(read(record))).find((found) => found.length > 0);
    const parts = elements?.slice(0, maxElements).map((element) => ({ ...record, [split.as]: element }));
    return (parts ?? [record]).filter(fits);
  };
}
