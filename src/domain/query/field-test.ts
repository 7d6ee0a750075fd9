import { hasOtherNames, isEventName, withoutVersion } from "./field-names.ts";
import { inAnyNetwork, parseNetwork } from "./network.ts";
import type { FieldTest, Literal } from "./query.ts";
import { elementsOf, isRecord } from "./record.ts";
import { parseTime } from "./time.ts";

type Scalar = string | number | boolean;

/** Whether the values found at a path pass. */
export type TestValues = (found: readonly unknown[]) => boolean;

/**
 * The meaning of every operator. Nothing found fails all but `exists: false`; of several values any one suffices,
 * for `not` too. Objects equal nothing. Texts that are numbers or booleans compare as such, because CloudTrail and
 * access logs write some numbers and booleans as texts.
 */
export function fieldTest(path: string, test: FieldTest): TestValues {
  if (test.op === "exists") return (found) => found.length > 0 === test.value;
  if (test.op === "contains") {
    const texts = test.values.map(textOfLiteral);
    return (found) => elementsOf(found).some((value) => texts.some((text) => holds(value, text, maxNesting)));
  }
  const one = scalarTest(path, test);
  if (hasOtherNames(path) && (test.op === "not" || test.op === "notInCidr")) {
    return (found) => found.length > 0 && found.every((value) => isScalar(value) && one(value));
  }
  return (found) => elementsOf(found).some((value) => isScalar(value) && one(value));
}

type ScalarTest = Exclude<FieldTest, { op: "exists" } | { op: "contains" }>;

function scalarTest(path: string, test: ScalarTest): (value: Scalar) => boolean {
  switch (test.op) {
    case "equals":
      return equalsAny(path, test.values);
    case "not": {
      const equals = equalsAny(path, test.values);
      return (value) => !equals(value);
    }
    case "inCidr": {
      const isInside = inAnyNetwork(test.networks.map(parseNetwork));
      return (value) => typeof value === "string" && isInside(value);
    }
    case "notInCidr": {
      const isInside = inAnyNetwork(test.networks.map(parseNetwork));
      return (value) => typeof value !== "string" || !isInside(value);
    }
    default:
      return compared(test.op, test.value);
  }
}

function equalsAny(path: string, literals: readonly Literal[]): (value: Scalar) => boolean {
  if (!isEventName(path)) {
    const tests = literals.map(equals);
    return (value) => tests.some((test) => test(value));
  }
  const tests = [...literals, ...literals.flatMap(literalWithoutVersion)].map(equals);
  return (value) => {
    const names = typeof value === "string" ? [value, withoutVersion(value)] : [value];
    return names.some((name) => tests.some((test) => test(name)));
  };
}

function literalWithoutVersion(literal: Literal): Literal[] {
  if (literal.type !== "text" || literal.openEnd) return [];
  const text = withoutVersion(literal.text);
  return text === "" || text === literal.text ? [] : [{ ...literal, text }];
}

function equals(literal: Literal): (value: Scalar) => boolean {
  switch (literal.type) {
    case "number": {
      const text = String(literal.number);
      return (value) => value === literal.number || value === text;
    }
    case "boolean":
      return (value) => booleanOf(value) === literal.boolean;
    case "time":
      return (value) => parseTime(value)?.getTime() === literal.at.getTime();
    case "text":
      return equalsText(literal);
  }
}

function equalsText({ text, openStart, openEnd }: Literal & { type: "text" }): (value: Scalar) => boolean {
  if (openStart && openEnd) return (value) => String(value).includes(text);
  if (openStart) return (value) => String(value).endsWith(text);
  if (openEnd) return (value) => String(value).startsWith(text);
  return (value) => String(value) === text;
}

/** mfaAuthenticated, sessionCredentialFromConsole and Event history's ReadOnly are texts, readOnly is a boolean. */
export function booleanOf(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  return value === "true" ? true : value === "false" ? false : undefined;
}

/** Undefined for texts that are not plain decimal numbers. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d{1,20}(\.\d{1,20})?$/.test(value) ? Number(value) : undefined;
}

function compared(op: "gt" | "gte" | "lt" | "lte", limit: Literal): (value: Scalar) => boolean {
  const bound =
    limit.type === "time" ? limit.at.getTime() : limit.type === "number" ? limit.number : Number.NaN;
  const measure = (value: Scalar) => (limit.type === "time" ? parseTime(value)?.getTime() : numberOf(value));
  return (value) => {
    const measured = measure(value);
    if (measured === undefined) return false;
    if (op === "gt") return measured > bound;
    if (op === "gte") return measured >= bound;
    return op === "lt" ? measured < bound : measured <= bound;
  };
}

const maxNesting = 32;

/** `contains` on an object looks into every value inside, so that `requestParameters` can be asked as a whole. */
function holds(value: unknown, text: string, nesting: number): boolean {
  if (isScalar(value)) return String(value).includes(text);
  if (nesting === 0) return false;
  if (Array.isArray(value)) return value.some((element) => holds(element, text, nesting - 1));
  return isRecord(value) && Object.values(value).some((inner) => holds(inner, text, nesting - 1));
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function textOfLiteral(literal: Literal): string {
  switch (literal.type) {
    case "text":
      return literal.text;
    case "number":
      return String(literal.number);
    case "boolean":
      return String(literal.boolean);
    case "time":
      return literal.at.toISOString();
  }
}
