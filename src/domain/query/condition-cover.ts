import { conditionInWords } from "./condition-words.ts";
import { topConditions } from "./conditions.ts";
import type { Condition, FieldTest } from "./query.ts";

/** An expression in a neighbour's language that is true for every record for which a condition is. */
export interface Cover {
  text: string;
  /** True when it is true for no other record. */
  exact: boolean;
  /** 0 is the most selective. */
  rank: number;
}

/** How a neighbour says conditions. */
export interface CoverLanguage {
  and: string;
  or: string;
  /** One test; `negated`: covers the records for which it is not true. Undefined when it cannot be said. */
  field(path: string, test: FieldTest, negated: boolean): Cover | undefined;
}

export interface PushedDown {
  /** Expressions that must all hold, the most selective first. */
  texts: string[];
  pushedDown: string[];
  checkedHere: string[];
}

/**
 * As much of a condition as the language can say and `fits` lets pass: never narrower than the condition. What it
 * cannot say, or not exactly, is listed as checked here.
 */
export function pushDown(
  where: Condition,
  language: CoverLanguage,
  fits: (texts: string[]) => boolean,
): PushedDown {
  const conditions = topConditions(where);
  const covers = conditions
    .map((condition) => ({ condition, covered: cover(language, condition, false) }))
    .filter((each): each is { condition: Condition; covered: Cover } => each.covered !== undefined)
    .sort((one, two) => one.covered.rank - two.covered.rank);

  const kept: typeof covers = [];
  for (const each of covers) if (fits([...kept, each].map(({ covered }) => covered.text))) kept.push(each);

  const whole = new Set(kept.filter(({ covered }) => covered.exact).map(({ condition }) => condition));
  return {
    texts: kept.map(({ covered }) => covered.text),
    pushedDown: kept.map(({ condition }) => conditionInWords(condition)),
    checkedHere: conditions.filter((condition) => !whole.has(condition)).map(conditionInWords),
  };
}

function cover(language: CoverLanguage, condition: Condition, negated: boolean): Cover | undefined {
  const both = (parts: Condition[], inside: boolean) => conjunction(language, parts, inside);
  const either = (parts: Condition[], inside: boolean) => disjunction(language, parts, inside);
  if ("all" in condition) return negated ? either(condition.all, true) : both(condition.all, false);
  if ("any" in condition) return negated ? both(condition.any, true) : either(condition.any, false);
  if ("none" in condition) return negated ? either(condition.none, false) : both(condition.none, true);
  return language.field(condition.path, condition.test, negated);
}

/** A part that cannot be said may be left out of an "and", which only lets more through. */
function conjunction(language: CoverLanguage, parts: Condition[], negated: boolean): Cover | undefined {
  const covers = coversOf(language, parts, negated);
  if (covers.length === 0) return undefined;
  return {
    text: grouped(covers, language.and),
    exact: covers.length === parts.length && covers.every(({ exact }) => exact),
    rank: Math.min(...covers.map(({ rank }) => rank)),
  };
}

/** A part that cannot be said makes the whole "or" unsayable. */
function disjunction(language: CoverLanguage, parts: Condition[], negated: boolean): Cover | undefined {
  const covers = coversOf(language, parts, negated);
  if (covers.length === 0 || covers.length < parts.length) return undefined;
  return {
    text: grouped(covers, language.or),
    exact: covers.every(({ exact }) => exact),
    rank: Math.max(...covers.map(({ rank }) => rank)),
  };
}

function coversOf(language: CoverLanguage, parts: Condition[], negated: boolean): Cover[] {
  return parts.map((part) => cover(language, part, negated)).filter((each) => each !== undefined);
}

function grouped(covers: Cover[], sign: string): string {
  return joined(
    covers.map(({ text }) => text),
    sign,
  );
}

/** In brackets when there is more than one. */
export function joined(texts: readonly string[], sign: string): string {
  return texts.length === 1 ? texts.join("") : `(${texts.join(` ${sign} `)})`;
}
