import { conditionInWords } from "../domain/query/condition-words.ts";
import type { Condition, Query } from "../domain/query/query.ts";
import { topConditions } from "./conditions.ts";
import { cover } from "./filter-pattern-cover.ts";
import type { Cover } from "./filter-pattern-field.ts";

export interface CompiledPattern {
  /** Absent when nothing can be said in a filter pattern: every event of the window comes. */
  pattern?: string;
  pushedDown: string[];
  checkedHere: string[];
}

/** AWS's own limits (docs). */
const patternLength = 1_024;
const wildcardSelectors = 3;

/**
 * The JSON filter pattern that lets every record of the query through, and as few others as it can say. It is
 * never narrower than the query; what it cannot say is listed as checked here.
 */
export function compileFilterPattern(query: Query): CompiledPattern {
  const conditions = topConditions(query.where);
  const covers = conditions
    .map((condition) => ({ condition, covered: cover(condition) }))
    .filter((each): each is { condition: Condition; covered: Cover } => each.covered !== undefined)
    .sort((one, two) => one.covered.rank - two.covered.rank);

  const kept: typeof covers = [];
  for (const each of covers) if (fits([...kept, each].map(({ covered }) => covered.text))) kept.push(each);

  const whole = new Set(kept.filter(({ covered }) => covered.exact).map(({ condition }) => condition));
  return {
    pattern: kept.length > 0 ? patternOf(kept.map(({ covered }) => covered.text)) : undefined,
    pushedDown: kept.map(({ condition }) => conditionInWords(condition)),
    checkedHere: conditions.filter((condition) => !whole.has(condition)).map(conditionInWords),
  };
}

function fits(texts: string[]): boolean {
  const pattern = patternOf(texts);
  return pattern.length <= patternLength && pattern.split("[*]").length - 1 <= wildcardSelectors;
}

function patternOf(texts: string[]): string {
  return `{ ${texts.join(" && ")} }`;
}
