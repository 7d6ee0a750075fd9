import type { Condition, FieldTest, Literal } from "./query.ts";

const valuesSpelled = 10;

/** A condition as a person would say it, for the plan. */
export function conditionInWords(condition: Condition): string {
  if ("all" in condition) return `(${condition.all.map(conditionInWords).join(" and ")})`;
  if ("any" in condition) return `(${condition.any.map(conditionInWords).join(" or ")})`;
  if ("none" in condition) return `none of (${condition.none.map(conditionInWords).join(", ")})`;
  return `${condition.path} ${testInWords(condition.test)}`;
}

function testInWords(test: FieldTest): string {
  switch (test.op) {
    case "equals":
      return `= ${list(test.values.map(literalInWords))}`;
    case "not":
      return `is not ${list(test.values.map(literalInWords))}`;
    case "contains":
      return `contains ${list(test.values.map(literalInWords))}`;
    case "exists":
      return test.value ? "exists" : "is absent";
    case "inCidr":
      return `in ${list(test.networks)}`;
    case "notInCidr":
      return `not in ${list(test.networks)}`;
    default:
      return `${signs[test.op]} ${literalInWords(test.value)}`;
  }
}

const signs = { gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

function list(values: string[]): string {
  const rest = values.length - valuesSpelled;
  return rest > 0 ? `${values.slice(0, valuesSpelled).join(" or ")} or ${rest} more` : values.join(" or ");
}

function literalInWords(literal: Literal): string {
  switch (literal.type) {
    case "text":
      return `${literal.openStart ? "*" : ""}${literal.text}${literal.openEnd ? "*" : ""}`;
    case "number":
      return String(literal.number);
    case "boolean":
      return String(literal.boolean);
    case "time":
      return literal.at.toISOString();
  }
}
