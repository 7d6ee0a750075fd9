import { Document, Scalar, visit } from "yaml";
import { spellOut } from "../text/visible.ts";
import type { Condition, FieldTest, Literal, Query } from "./query.ts";

type FormValue = string | number | boolean | FormValue[] | { [key: string]: FormValue };

/**
 * A bound query back in the form it is written in; parsed and bound again it asks the same. People paste it into
 * terminals: what would act there is spelled out.
 */
export function queryYaml(query: Query): string {
  const document = new Document(
    {
      from: query.from,
      where: whereOf(query.where),
      by: query.by,
      show: query.show,
      measure: query.measure.length > 0 ? query.measure.map(({ name }) => name) : undefined,
      split: query.split && { ...query.split, where: whereOf(query.split.where) },
      follow: query.follow,
      per: query.perSeconds === undefined ? undefined : widthOf(query.perSeconds),
      order: query.order && `${query.order.descending ? "-" : ""}${query.order.column}`,
      limit: query.limit,
      services: query.services,
    },
    { aliasDuplicateObjects: false },
  );
  visit(document, {
    Scalar(_key, node) {
      // Only a text in double quotes may hold escapes.
      if (typeof node.value === "string" && spellOut(node.value) !== node.value)
        node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return spellOut(document.toString({ lineWidth: 0 }));
}

function whereOf(condition: Condition): { [key: string]: FormValue } {
  if ("any" in condition) return { any: condition.any.map(whereOf) };
  if ("none" in condition) return { none: condition.none.map(whereOf) };
  if ("path" in condition) return { [condition.path]: testOf(condition.test) };
  const keys = condition.all.map((one) => ("path" in one ? one.path : "group"));
  const flat = !keys.includes("group") && new Set(keys).size === keys.length;
  if (flat) return Object.fromEntries(condition.all.flatMap((one) => Object.entries(whereOf(one))));
  return { all: condition.all.map(whereOf) };
}

function testOf(test: FieldTest): FormValue {
  switch (test.op) {
    case "equals":
      return oneOrMany(test.values.map(authored));
    case "not":
      return { not: oneOrMany(test.values.map(authored)) };
    case "contains":
      return { contains: oneOrMany(test.values.map(plain)) };
    case "exists":
      return { exists: test.value };
    case "inCidr":
    case "notInCidr":
      return { [test.op]: oneOrMany(test.networks) };
    default:
      return { [test.op]: plain(test.value) };
  }
}

function oneOrMany(values: FormValue[]): FormValue {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values;
}

function authored(literal: Literal): FormValue {
  if (literal.type !== "text") return plain(literal);
  const text = literal.text.replaceAll("*", "\\*");
  return literal.text === "" && literal.openStart
    ? "*"
    : `${literal.openStart ? "*" : ""}${text}${literal.openEnd ? "*" : ""}`;
}

function plain(literal: Literal): FormValue {
  if (literal.type === "text") return literal.text;
  if (literal.type === "number") return literal.number;
  return literal.type === "boolean" ? literal.boolean : literal.at.toISOString().replace(".000Z", "Z");
}

function widthOf(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400}d`;
  return seconds % 3_600 === 0 ? `${seconds / 3_600}h` : `${seconds / 60}m`;
}
