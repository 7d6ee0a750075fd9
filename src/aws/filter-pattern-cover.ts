import type { Condition } from "../domain/query/query.ts";
import { type Cover, coverField } from "./filter-pattern-field.ts";

/** Undefined when a filter pattern cannot say it. `negated`: covers the records for which the condition is not true. */
export function cover(condition: Condition, negated = false): Cover | undefined {
  if ("all" in condition) return negated ? either(condition.all, true) : both(condition.all, false);
  if ("any" in condition) return negated ? both(condition.any, true) : either(condition.any, false);
  if ("none" in condition) return negated ? either(condition.none, false) : both(condition.none, true);
  return coverField(condition.path, condition.test, negated);
}

/** A part that cannot be said may be left out of an "and", which only lets more through. */
function both(conditions: Condition[], negated: boolean): Cover | undefined {
  const covers = coversOf(conditions, negated);
  if (covers.length === 0) return undefined;
  return {
    text: grouped(covers, "&&"),
    exact: covers.length === conditions.length && covers.every(({ exact }) => exact),
    rank: Math.min(...covers.map(({ rank }) => rank)),
  };
}

/** A part that cannot be said makes the whole "or" unsayable. */
function either(conditions: Condition[], negated: boolean): Cover | undefined {
  const covers = coversOf(conditions, negated);
  if (covers.length === 0 || covers.length < conditions.length) return undefined;
  return {
    text: grouped(covers, "||"),
    exact: covers.every(({ exact }) => exact),
    rank: Math.max(...covers.map(({ rank }) => rank)),
  };
}

function coversOf(conditions: Condition[], negated: boolean): Cover[] {
  return conditions.map((condition) => cover(condition, negated)).filter((each) => each !== undefined);
}

function grouped(covers: Cover[], sign: "&&" | "||"): string {
  const texts = covers.map(({ text }) => text);
  return texts.length === 1 ? texts.join("") : `(${texts.join(` ${sign} `)})`;
}
