import { type Cover, joined } from "../../domain/query/condition-cover.ts";
import { isEventName, isScalarField, pathsBehind, withoutVersion } from "../../domain/query/field-names.ts";
import type { FieldTest, Literal } from "../../domain/query/query.ts";
import { fieldRank } from "./field-rank.ts";
import { patternValue } from "./filter-pattern-value.ts";

// Absences and negations keep most records.
const weak = 20;
const booleanFields = new Set(["readOnly", "managementEvent"]);

/** Where the pattern looks for a path, and what it may say about it. */
interface Field {
  /** Selectors, any of which may hold the value. */
  selectors: string[];
  /** False when a selector reads more than the path does, so that equality alone lets too much through. */
  exact: boolean;
  /** True when "differs" and "is absent" can be said as well. */
  negatable: boolean;
  boolean: boolean;
}

/**
 * One test as a filter expression. In both languages a comparison on an absent field is false, "differs" included,
 * so only negation has to let absent fields through. Fields whose shape depends on the call (below
 * requestParameters and the like) are left to the evaluator: a selector that meets an array would lose rows.
 */
export function coverField(path: string, test: FieldTest, negated: boolean): Cover | undefined {
  const field = fieldOf(path, test);
  if (!field) return undefined;
  const found = negated ? negatedTest(path, field, test) : positiveTest(path, field, test);
  return found && { ...found, exact: found.exact && field.exact };
}

function positiveTest(path: string, field: Field, test: FieldTest): Cover | undefined {
  const rank = fieldRank(path);
  switch (test.op) {
    case "equals":
      return oneOf(
        field,
        test.values.map((literal) => equality(path, field, literal)),
        rank,
      );
    case "contains":
      return oneOf(
        field,
        test.values.map((literal) => equality(path, field, opened(literal))),
        rank,
      );
    case "not":
      return field.negatable ? differs(path, field, test.values, rank + weak) : undefined;
    case "exists":
      if (test.value) return oneOf(field, [{ condition: existence(field), exact: true }], rank + weak);
      return field.negatable ? { text: absence(field), exact: true, rank: rank + weak } : undefined;
    default:
      return undefined;
  }
}

function negatedTest(path: string, field: Field, test: FieldTest): Cover | undefined {
  const rank = fieldRank(path) + weak;
  if (test.op === "exists") return positiveTest(path, field, { op: "exists", value: !test.value });
  if (!field.negatable) return undefined;
  if (test.op !== "equals" && test.op !== "not") return undefined;
  const other =
    test.op === "equals"
      ? differs(path, field, test.values, rank)
      : positiveTest(path, field, { op: "equals", values: test.values });
  return other && { text: `(${absence(field)} || ${other.text})`, exact: other.exact, rank };
}

interface Comparison {
  /** What stands behind the selector. */
  condition: (selector: string) => string;
  exact: boolean;
}

function oneOf(field: Field, comparisons: (Comparison | undefined)[], rank: number): Cover | undefined {
  const said = comparisons.filter((each) => each !== undefined);
  if (said.length === 0 || said.length < comparisons.length) return undefined;
  const texts = field.selectors.flatMap((selector) => said.map(({ condition }) => condition(selector)));
  return { text: joined(texts, "||"), exact: said.every(({ exact }) => exact), rank };
}

function equality(path: string, field: Field, literal: Literal): Comparison | undefined {
  if (field.boolean) {
    const asked = booleanOf(literal);
    if (asked === undefined) return undefined;
    const word = asked ? "TRUE" : "FALSE";
    return { condition: (selector) => `(${selector} IS ${word} || ${selector} = "${asked}")`, exact: true };
  }
  const name = isEventName(path) ? anyVersion(literal) : literal;
  const value = name && patternValue(name);
  return (
    value && {
      condition: (selector) => `${selector} = ${value.quoted}`,
      exact: value.exact && name === literal,
    }
  );
}

/** `CreateFunction` also asks for `CreateFunction20150331`: names are compared with and without their version. */
function anyVersion(literal: Literal): Literal | undefined {
  if (literal.type !== "text" || literal.openEnd) return literal;
  return { ...literal, text: withoutVersion(literal.text), openEnd: true };
}

/** What cannot be said of one value is left out: that lets more through. */
function differs(path: string, field: Field, literals: Literal[], rank: number): Cover | undefined {
  const said = literals
    .map((literal) => inequality(path, field, literal))
    .filter((each) => each !== undefined);
  if (said.length === 0) return undefined;
  const texts = field.selectors.flatMap((selector) => said.map((condition) => condition(selector)));
  return { text: joined(texts, "&&"), exact: said.length === literals.length && !isEventName(path), rank };
}

function inequality(
  path: string,
  field: Field,
  literal: Literal,
): ((selector: string) => string) | undefined {
  if (field.boolean) {
    const asked = booleanOf(literal);
    if (asked === undefined) return undefined;
    const other = asked ? "FALSE" : "TRUE";
    return (selector) => `(${selector} IS ${other} || ${selector} != "${asked}")`;
  }
  // A prefix may end inside the version that `call` does not show.
  if (isEventName(path) && literal.type === "text" && /\d/.test(literal.text)) return undefined;
  const value = patternValue(literal);
  return value?.exact ? (selector) => `${selector} != ${value.quoted}` : undefined;
}

function existence(field: Field): (selector: string) => string {
  return field.boolean
    ? (selector) => `(${selector} IS TRUE || ${selector} IS FALSE || ${selector} = "*")`
    : (selector) => `${selector} = "*"`;
}

/** Null counts as absent with us; to AWS the two differ. */
function absence({ selectors }: Field): string {
  return joined(
    selectors.map((selector) => `(${selector} NOT EXISTS || ${selector} IS NULL)`),
    "&&",
  );
}

function opened(literal: Literal): Literal {
  if (literal.type === "time") return literal;
  const text =
    literal.type === "text"
      ? literal.text
      : String(literal.type === "number" ? literal.number : literal.boolean);
  return { type: "text", text, openStart: true, openEnd: true };
}

function booleanOf(literal: Literal): boolean | undefined {
  if (literal.type === "boolean") return literal.boolean;
  if (literal.type !== "text" || literal.openStart || literal.openEnd) return undefined;
  return literal.text === "true" ? true : literal.text === "false" ? false : undefined;
}

function fieldOf(path: string, test: FieldTest): Field | undefined {
  const plain = { exact: true, negatable: true, boolean: false };
  switch (path) {
    case "principal":
    case "actor":
      return { ...plain, selectors: selectorsBehind(path, test), exact: false, negatable: false };
    case "key":
      // By these names an empty text counts as absent: only equality says the same.
      return {
        ...plain,
        selectors: ["$.userIdentity.accessKeyId"],
        exact: test.op === "equals",
        negatable: false,
      };
    case "ip":
      return { ...plain, selectors: ["$.sourceIPAddress"], exact: false, negatable: false };
    case "call":
      return { ...plain, selectors: ["$.eventName"], exact: false, negatable: false };
    case "resources.ARN":
      return { ...plain, selectors: ["$.resources[*].ARN"], negatable: false };
    default:
      if (!isScalarField(path)) return undefined;
      return { ...plain, selectors: [`$.${path}`], boolean: booleanFields.has(path) };
  }
}

/** An ARN can only stand where ARNs do: other names of a caller have no colon. */
function selectorsBehind(name: string, test: FieldTest): string[] {
  const paths = pathsBehind(name) ?? [];
  const arns =
    test.op === "equals" &&
    test.values.every((value) => value.type === "text" && !value.openStart && value.text.startsWith("arn:"));
  return (arns ? paths.filter((path) => path.endsWith(".arn")) : paths).map((path) => `$.${path}`);
}
