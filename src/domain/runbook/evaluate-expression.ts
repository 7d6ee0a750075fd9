import type { Expression, Operand } from "./expression.ts";
import { isWindow } from "./facts.ts";
import type { Known, Lookup } from "./template.ts";

/** Does it hold? A comparison with something that is not known is false, `!=` and `not in` included. */
export function holds(expression: Expression, lookUp: Lookup): boolean {
  switch (expression.op) {
    case "and":
      return expression.of.every((part) => holds(part, lookUp));
    case "or":
      return expression.of.some((part) => holds(part, lookUp));
    case "not":
      return !holds(expression.of, lookUp);
    case "known":
      return lookUp(expression.path) !== undefined;
    case "compare": {
      const left = valueIn(expression.left, lookUp);
      const right = valueIn(expression.right, lookUp);
      return left !== undefined && right !== undefined && compare(left, expression.comparison, right);
    }
  }
}

function valueIn(operand: Operand, lookUp: Lookup): Known | undefined {
  if ("literal" in operand) return operand.literal;
  if ("path" in operand) return lookUp(operand.path);
  if ("of" in operand) {
    const [left, right] = operand.of.map((each) => numberIn(valueIn(each, lookUp)));
    if (left === undefined || right === undefined) return undefined;
    const made = operand.op === "*" ? left * right : left / right;
    return Number.isFinite(made) ? made : undefined;
  }
  const values = operand.list.map((each) => valueIn(each, lookUp));
  return values.some((each) => each === undefined) ? undefined : values.flatMap((each) => listOf(each));
}

function numberIn(value: Known | undefined): number | undefined {
  const measure = value === undefined ? undefined : measureOf(value);
  return measure?.of === "number" ? measure.size : undefined;
}

function compare(left: Known, comparison: string, right: Known): boolean {
  switch (comparison) {
    case "==":
      return equal(left, right);
    case "!=":
      return !equal(left, right);
    case "in":
      return isIn(left, right);
    case "not in":
      return !isIn(left, right);
    case "contains":
      return Array.isArray(left)
        ? listOf(right).every((each) => left.includes(each))
        : listOf(right).some((each) => textFor(left).includes(each));
    default: {
      const order = orderOf(left, right);
      if (order === undefined) return false;
      if (comparison === ">") return order > 0;
      if (comparison === ">=") return order >= 0;
      return comparison === "<" ? order < 0 : order <= 0;
    }
  }
}

/** A list is in another when each of its elements is. */
function isIn(left: Known, right: Known): boolean {
  const elements = listOf(right);
  return listOf(left).every((each) => elements.includes(each));
}

function equal(left: Known, right: Known): boolean {
  const order = orderOf(left, right);
  // Two texts are equal when they read the same: "007" is not "7".
  const bothText = typeof left === "string" && typeof right === "string";
  if (order !== undefined && !bothText) return order === 0;
  return listOf(left).join("\n") === listOf(right).join("\n");
}

/** Numbers by size, times by order; undefined for what has no order. */
function orderOf(left: Known, right: Known): number | undefined {
  const [a, b] = [measureOf(left), measureOf(right)];
  return a === undefined || b === undefined || a.of !== b.of ? undefined : a.size - b.size;
}

function measureOf(value: Known): { of: "number" | "time"; size: number } | undefined {
  if (typeof value === "number") return { of: "number", size: value };
  if (value instanceof Date) return { of: "time", size: value.getTime() };
  if (typeof value !== "string" || value.trim() === "") return undefined;
  if (/^-?\d+(\.\d+)?$/.test(value)) return { of: "number", size: Number(value) };
  const at = /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : { of: "time", size: at };
}

const listOf = (value: Known | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [textFor(value)];

function textFor(value: Known): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.join("\n");
  return isWindow(value) ? `${value.from.toISOString()}/${value.to.toISOString()}` : String(value);
}
