import { type Cover, joined } from "./condition-cover.ts";
import { hasOtherNames, isEventName, isScalarField, withoutVersion } from "./field-names.ts";
import { jqNetworks } from "./jq-networks.ts";
import { jqText } from "./jq-text.ts";
import { jqFound } from "./jq-values.ts";
import type { FieldTest, Literal } from "./query.ts";

/** One test for jq, true or false of every record. What it cannot say, or only nearly, is not exact or undefined. */
export function coverInJq(path: string, test: FieldTest, negated: boolean): Cover | undefined {
  const found = jqFound(path);
  if (found === undefined) return undefined;
  const said = (negated ? negatedTest : positiveTest)({ path, found }, test);
  return said && { ...said, rank: 0 };
}

interface Field {
  path: string;
  found: string;
}
type Said = Omit<Cover, "rank"> | undefined;

function positiveTest(field: Field, test: FieldTest): Said {
  switch (test.op) {
    case "equals":
      return whole(isOneOf(field, test.values));
    case "not":
      return isNoneOf(field, test.values);
    case "contains":
      return whole(holdsOneOf(field, test.values));
    case "exists":
      return { text: exists(field, test.value), exact: true };
    case "inCidr":
    case "notInCidr":
      return jqNetworks(scalars(field), test.op, test.networks);
    default:
      return whole(compares(field, test.op, test.value));
  }
}

/** Of a list of values that cannot all be said, a negation says some, which lets more through. */
function negatedTest(field: Field, test: FieldTest): Said {
  switch (test.op) {
    case "equals":
    case "contains": {
      const one = test.op === "equals" ? isOneOf : holdsOneOf;
      const said = test.values.filter((value) => one(field, [value]) !== undefined);
      const text = said.length > 0 ? one(field, said) : undefined;
      if (text === undefined) return undefined;
      return { text: `(${text} | not)`, exact: said.length === test.values.length };
    }
    case "inCidr":
    case "notInCidr":
      return jqNetworks(scalars(field), test.op, test.networks, true);
    default: {
      const positive = positiveTest(field, test);
      return positive?.exact ? { text: `(${positive.text} | not)`, exact: true } : undefined;
    }
  }
}

const whole = (text: string | undefined): Said => (text === undefined ? undefined : { text, exact: true });

function exists({ found }: Field, wanted: boolean): string {
  const text = `any(${found}; . != null)`;
  return wanted ? text : `(${text} | not)`;
}

/** Every value by itself, lists opened; objects are not compared. */
function scalars({ path, found }: Field): string {
  return isScalarField(path)
    ? `${found} | values | scalars`
    : `[${found}] | flatten | .[] | values | scalars`;
}

function isOneOf(field: Field, values: readonly Literal[]): string | undefined {
  const equal = equalsOneOf(field, values);
  return equal && `any(${scalars(field)}; ${equal})`;
}

function isNoneOf(field: Field, values: readonly Literal[]): Said {
  const said = values.filter((value) => equalsOneOf(field, [value]) !== undefined);
  const equal = said.length > 0 ? equalsOneOf(field, said) : undefined;
  if (equal === undefined) return undefined;
  // Several names of one thing: none of them may be it.
  const text = hasOtherNames(field.path)
    ? `([${field.found}] | length > 0 and all(.[]; ${equal} | not))`
    : `any(${scalars(field)}; ${equal} | not)`;
  return { text, exact: said.length === values.length };
}

/** What a value must be; undefined when one of the values cannot be said. */
function equalsOneOf({ path }: Field, values: readonly Literal[]): string | undefined {
  const named = isEventName(path);
  const literals = named ? [...values, ...values.flatMap(alsoWithoutVersion)] : values;
  const texts = literals.map((literal) => equality(path, literal));
  const said = texts.filter((text) => text !== undefined);
  if (said.length === 0 || said.length < texts.length) return undefined;
  const equal = joined([...new Set(said)], "or");
  return named ? `any((., (strings | unversioned)); ${equal})` : equal;
}

function alsoWithoutVersion(literal: Literal): Literal[] {
  if (literal.type !== "text" || literal.openEnd) return [];
  const text = withoutVersion(literal.text);
  return text === "" || text === literal.text ? [] : [{ ...literal, text }];
}

const plainNumber = /^(0|-?[1-9]\d{0,14})$/;
const partOfNumber = /^[0-9eE.+-]*$/;

function equality(path: string, literal: Literal): string | undefined {
  switch (literal.type) {
    case "time":
      return undefined;
    case "number": {
      const text = String(literal.number);
      return plainNumber.test(text) ? `(. == ${text} or . == ${jqText(text)})` : undefined;
    }
    case "boolean":
      return `(. == ${literal.boolean} or . == "${literal.boolean}")`;
    case "text": {
      const { text, openStart, openEnd } = literal;
      if (text === "" && (openStart || openEnd)) return "true";
      const open = openStart || openEnd;
      // Numbers are not written as here by everybody: 1e21, 1.0.
      const certain = isScalarField(path) || !partOfNumber.test(text) || (!open && plainNumber.test(text));
      if (!certain) return undefined;
      if (!open) return `tostring == ${jqText(text)}`;
      const how = openStart && openEnd ? "contains" : openStart ? "endswith" : "startswith";
      return `(tostring | ${how}(${jqText(text)}))`;
    }
  }
}

/** Looks into everything below, too. */
function holdsOneOf({ path, found }: Field, values: readonly Literal[]): string | undefined {
  const texts = values.map((literal) => {
    if (literal.type === "time") return literal.at.toISOString();
    if (literal.type === "text") return literal.text;
    return String(literal.type === "number" ? literal.number : literal.boolean);
  });
  if (texts.some((text) => text !== "" && !isScalarField(path) && partOfNumber.test(text))) return undefined;
  const holds = joined(
    texts.map((text) => (text === "" ? "true" : `contains(${jqText(text)})`)),
    "or",
  );
  return texts.length === 0 ? undefined : `any(${found} | .. | values | scalars | tostring; ${holds})`;
}

const signs = { gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

function compares(field: Field, op: keyof typeof signs, value: Literal): string | undefined {
  if (value.type === "number" && plainNumber.test(String(value.number)))
    return `any(${scalars(field)} | number; . ${signs[op]} ${value.number})`;
  // CloudTrail writes its times in whole seconds, always the same way: they compare as texts.
  const isWhole = value.type === "time" && value.at.getTime() % 1_000 === 0;
  if (field.path !== "eventTime" || !isWhole) return undefined;
  return `any(${scalars(field)}; . ${signs[op]} ${jqText(value.at.toISOString().replace(".000Z", "Z"))})`;
}
