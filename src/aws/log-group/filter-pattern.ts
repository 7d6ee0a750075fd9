import { type CoverLanguage, pushDown } from "../../domain/query/condition-cover.ts";
import type { Query } from "../../domain/query/query.ts";
import { coverField } from "./filter-pattern-field.ts";

export interface CompiledPattern {
  /** Absent when nothing can be said in a filter pattern: every event of the window comes. */
  pattern?: string;
  pushedDown: string[];
  checkedHere: string[];
}

const language: CoverLanguage = { and: "&&", or: "||", field: coverField };

/** AWS's own limits (docs). */
const patternLength = 1_024;
const wildcardSelectors = 3;

/**
 * The JSON filter pattern that lets every record of the query through, and as few others as it can say. It is
 * never narrower than the query; what it cannot say is listed as checked here.
 */
export function compileFilterPattern(query: Query): CompiledPattern {
  const { texts, pushedDown, checkedHere } = pushDown(query.where, language, fits);
  return { pattern: texts.length > 0 ? patternOf(texts) : undefined, pushedDown, checkedHere };
}

function fits(texts: string[]): boolean {
  const pattern = patternOf(texts);
  return pattern.length <= patternLength && pattern.split("[*]").length - 1 <= wildcardSelectors;
}

function patternOf(texts: string[]): string {
  return `{ ${texts.join(" && ")} }`;
}
