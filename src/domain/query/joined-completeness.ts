import { joinedLegs } from "./joined-legs.ts";
import type { Completeness } from "./query.ts";

/** How far several answers to parts of one question reach together; the first stands for what they share. */
export function joinedCompleteness(first: Completeness, all: readonly Completeness[]): Completeness {
  const sum = (of: (each: Completeness) => number) => all.reduce((total, each) => total + of(each), 0);
  const newest = all
    .flatMap(({ newestEvent }) => newestEvent ?? [])
    .sort((a, b) => b.getTime() - a.getTime());
  const legs = joinedLegs(all.flatMap((each) => each.legs ?? []));
  return {
    ...first,
    pagesRead: sum((each) => each.pagesRead),
    scanned: sum((each) => each.scanned),
    matched: sum((each) => each.matched),
    duplicatesDropped: sum((each) => each.duplicatesDropped),
    servicesHidden: sum((each) => each.servicesHidden),
    truncated: all.find((each) => each.truncated !== undefined)?.truncated,
    newestEvent: newest[0],
    ...(legs.length > 0 && { legs }),
    settled: all.every((each) => each.settled),
    notes: [...new Set(all.flatMap((each) => each.notes))],
  };
}
