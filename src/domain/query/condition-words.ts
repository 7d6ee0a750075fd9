import type { Condition, FieldTest, Literal } from "./query.ts";

/** A condition as a person would say it, for the plan: long lists are cut. */
export const conditionInWords = (condition: Condition): string => inWords(condition, 10);

/** The same with every value, as the record has to have it. */
export const wholeConditionInWords = (condition: Condition): string =>
  inWords(condition, Number.POSITIVE_INFINITY);

function inWords(condition: Condition, spelled: number): string {
  const each = (conditions: readonly Condition[]) => conditions.map((one) => inWords(one, spelled));
  if ("all" in condition) return `(${each(condition.all).join(" and ")})`;
  if ("any" in condition) return `(${each(condition.any).join(" or ")})`;
  if ("none" in condition) return `none of (${each(condition.none).join(", ")})`;
  return `${condition.path} ${testInWords(condition.test, spelled)}`;
}

function testInWords(test: FieldTest, spelled: number): string {
  switch (test.op) {
    case "equals":
      return `= ${list(test.values.map(literalInWords), spelled)}`;
    case "not":
      return `is not ${list(test.values.map(literalInWords), spelled)}`;
    case "contains":
      return `contains ${list(test.values.map(literalInWords), spelled)}`;
    case "exists":
      return test.value ? "exists" : "is absent";
    case "inCidr":
      return `in ${list(test.networks, spelled)}`;
    case "notInCidr":
      return `not in ${list(test.networks, spelled)}`;
    default:
      return `${signs[test.op]} ${literalInWords(test.value)}`;
  }
}

const signs = { gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

function list(values: readonly string[], spelled: number): string {
  const rest = values.length - spelled;
  return rest > 0 ? `${values.slice(0, spelled).join(" or ")} or ${rest} more` : values.join(" or ");
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
