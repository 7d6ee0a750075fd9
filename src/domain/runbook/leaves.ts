import type { QueryForm } from "../query/form.ts";

/** Every text in a condition: the leaves, which may be templates. */
export function leavesOf(where: unknown): string[] {
  if (typeof where === "string") return [where];
  return typeof where === "object" && where !== null ? Object.values(where).flatMap(leavesOf) : [];
}

export const leavesOfQuery = ({ where, split }: Pick<QueryForm, "where" | "split">): string[] => [
  ...leavesOf(where),
  ...leavesOf(split?.where),
];
