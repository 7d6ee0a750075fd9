import { wholeConditionInWords } from "./condition-words.ts";
import type { Query } from "./query.ts";

/** A query as it was asked, a line for each part. Holds values from outside: show it as text, never as markup. */
export function describeQuery(query: Query): string[] {
  const conditions = "all" in query.where ? query.where.all : [query.where];
  return [
    `from: ${query.from}`,
    ...conditions.map((condition) => `where: ${wholeConditionInWords(condition)}`),
    ...(query.split
      ? [
          `split: each ${query.split.as} of ${query.split.each.join(" or ")}`,
          `of one ${query.split.as}: ${wholeConditionInWords(query.split.where)}`,
        ]
      : []),
    ...(query.by ? [`by: ${query.by.join(", ")}`] : []),
    ...(query.by === undefined && query.show ? [`show: ${query.show.join(", ")}`] : []),
    ...query.measure.map((measure) => `measure: ${measure.of}(${measure.path})`),
    ...(query.perSeconds === undefined ? [] : [`per: ${query.perSeconds} s`]),
    ...(query.order
      ? [`order: ${query.order.column}, ${query.order.descending ? "largest" : "smallest"} first`]
      : []),
    ...(query.follow
      ? [
          `follow: ${query.follow.from.join(", ")} into ${query.follow.into}, at most ${query.follow.depth} times`,
        ]
      : []),
    ...(query.each ? [`each: ${query.each.map(({ element }) => element).join(", ")}`] : []),
    ...(query.trace ? [`who is: ${query.trace.of}`] : []),
    `limit: ${query.limit}`,
    ...(query.from === "cloudtrail" ? [`services: ${query.services}`] : []),
  ];
}
