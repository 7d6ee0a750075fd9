import { type CoverLanguage, pushDown } from "../../domain/query/condition-cover.ts";
import type { Query } from "../../domain/query/query.ts";
import { coverInInsights } from "./insights-field.ts";

export interface CompiledInsights {
  /** A query in the language of Logs Insights. Its rows are events, newest delivery first. */
  text: string;
  /** False when it takes every event of the window. */
  narrowed: boolean;
  pushedDown: string[];
  checkedHere: string[];
}

/** AWS's own limits (docs): characters of a query, rows of one. */
const queryLength = 10_000;
export const insightsRowLimit = 100_000;

const language: CoverLanguage = { and: "and", or: "or", field: coverInInsights };

/**
 * The query that lets every record of the question through, and as few others as it can say. It asks for events, not
 * for counts: only here are duplicates known, and what a field means.
 */
export function compileInsights(query: Query): CompiledInsights {
  const { texts, pushedDown, checkedHere } = pushDown(
    query.where,
    language,
    (some) => textOf(some).length <= queryLength,
  );
  return { text: textOf(texts), narrowed: texts.length > 0, pushedDown, checkedHere };
}

function textOf(filters: readonly string[]): string {
  return [
    "fields @timestamp, @message",
    ...filters.map((filter) => `filter ${filter}`),
    "sort @timestamp desc",
    `limit ${insightsRowLimit}`,
  ].join("\n| ");
}
