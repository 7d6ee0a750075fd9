import type { Condition } from "./query.ts";

/** The conditions that must all hold, nested `all` opened. */
export function topConditions(where: Condition): Condition[] {
  if ("all" in where) return where.all.flatMap(topConditions);
  if ("any" in where && where.any.length === 1) return where.any.flatMap(topConditions);
  return [where];
}

/** Every condition below, groups opened, whatever joins them. */
export function leafConditions(where: Condition): Extract<Condition, { path: string }>[] {
  if ("all" in where) return where.all.flatMap(leafConditions);
  if ("any" in where) return where.any.flatMap(leafConditions);
  if ("none" in where) return where.none.flatMap(leafConditions);
  return [where];
}
