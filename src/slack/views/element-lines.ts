import { elementColumn } from "../../domain/query/each.ts";
import type { Row } from "../../domain/query/query.ts";
import type { Run } from "../../domain/run/run.ts";
import { type Block, bullets, line, value, words } from "./blocks.ts";

/** For a question that was asked for each element of a list: a line for each, those without a row too. */
export function elementLines({ query }: Run, rows: { rows: readonly Row[] } | undefined): Block[] {
  if (query.each === undefined) return [];
  const counts = new Map<string, number>();
  for (const row of rows?.rows ?? []) {
    const element = String(row[elementColumn]);
    counts.set(element, (counts.get(element) ?? 0) + 1);
  }
  const items = query.each.map(({ element }) => {
    const count = counts.get(element) ?? 0;
    return line(
      value(element, 100),
      words(
        count === 0 ? ": nothing found in what was searched" : `: ${count} ${count === 1 ? "row" : "rows"}`,
      ),
    );
  });
  return [bullets(items)];
}
