import { type Cover, joined } from "../../domain/query/condition-cover.ts";
import { fieldNames, isScalarField, pathsBehind } from "../../domain/query/field-names.ts";
import type { FieldTest, Literal } from "../../domain/query/query.ts";
import { fieldRank } from "../log-group/field-rank.ts";
import { keyInMessage, textsInMessage } from "../log-group/json-text.ts";
import { exactNetworks, networkStarts } from "../log-group/network-text.ts";
import { differsInInsights } from "./insights-differs.ts";
import { insightsText } from "./insights-text.ts";

// Absences and negations keep most records.
const weak = 20;
const booleanFields = new Set(["readOnly", "managementEvent"]);

/**
 * One test in the language of Logs Insights. Insights knows only the first 200 fields of an event, writes booleans
 * as 1 and 0, and takes an absent field as different from everything. So a field is asked by its name only where it
 * is a plain text, and where Insights does not see it the whole message is asked.
 */
export function coverInInsights(path: string, test: FieldTest, negated: boolean): Cover | undefined {
  const text = negated ? negatedTest(path, test) : positiveTest(path, test);
  if (text === undefined) return undefined;
  const loose = negated || test.op === "not" || test.op === "exists" || test.op === "notInCidr";
  return { text, exact: false, rank: fieldRank(path) + (loose ? weak : 0) };
}

function positiveTest(path: string, test: FieldTest): string | undefined {
  switch (test.op) {
    case "equals":
      return isBooleanTest(path, test.values)
        ? hasBoolean(path, test.values)
        : isOneOf(path, "equals", test.values);
    case "contains":
      return isOneOf(path, "contains", test.values);
    case "not": {
      const differs = isTextField(path) ? differsInInsights(path, test.values) : undefined;
      return differs && `(${orUnseen(differs, path)} and ${hasKey(path)})`;
    }
    case "exists":
      return test.value ? hasKey(path) : undefined;
    case "inCidr":
      return isAddress(path) ? inNetworks(test.networks) : undefined;
    case "notInCidr":
      return isAddress(path) ? outsideNetworks(test.networks) : undefined;
    default:
      return undefined;
  }
}

/** Covers the records for which the test is not true, those without the field among them. */
function negatedTest(path: string, test: FieldTest): string | undefined {
  if (test.op === "exists") return test.value ? undefined : hasKey(path);
  if (!isTextField(path) || (test.op !== "equals" && test.op !== "contains")) return undefined;
  const differs = differsInInsights(path, test.op === "equals" ? test.values : test.values.map(opened));
  return differs && orUnseen(differs, path);
}

function isOneOf(path: string, op: "equals" | "contains", values: Literal[]): string | undefined {
  const texts = textsInMessage(path, { op, values });
  if (!texts) return undefined;
  const inMessage = joined(
    texts.map((text) => `@message like ${insightsText(text)}`),
    "or",
  );
  // A boolean is another thing to Insights than its text.
  if (!isTextField(path) || values.some((value) => booleanOf(value) !== undefined)) return inMessage;
  // What is open at an end is looked for anywhere; a name may have a version behind it.
  const closed = op === "equals" && path !== "eventName" && values.every(isClosed);
  const quoted = texts.map(insightsText);
  const inField =
    closed && quoted.length > 1
      ? `${path} in [${quoted.join(", ")}]`
      : joined(
          quoted.map((text) => `${path} ${closed ? "=" : "like"} ${text}`),
          "or",
        );
  return `(${inField} or (not ispresent(${path}) and ${inMessage}))`;
}

function orUnseen(expression: string, path: string): string {
  return `(${expression} or not ispresent(${path}))`;
}

/** True for every event that has the field, at whatever depth and beyond the 200th too. */
function hasKey(path: string): string | undefined {
  const [behind = path, ...others] = pathsBehind(path) ?? (fieldNames.includes(path) ? ["", ""] : [path]);
  const key = others.length > 0 ? undefined : keyInMessage(behind);
  return key && `@message like /"${key}"\\s*:/`;
}

function isBooleanTest(path: string, values: readonly Literal[]): boolean {
  if (values.length === 0 || !isScalarField(path)) return false;
  return values.every((value) => booleanOf(value) !== undefined);
}

/** CloudTrail writes some booleans as texts. */
function hasBoolean(path: string, values: readonly Literal[]): string | undefined {
  const key = keyInMessage(path);
  const asked = [...new Set(values.map(booleanOf))];
  if (!key) return undefined;
  return joined(
    asked.map((value) => `@message like /"${key}"\\s*:\\s*"?${value}/`),
    "or",
  );
}

function booleanOf(literal: Literal): boolean | undefined {
  if (literal.type === "boolean") return literal.boolean;
  if (literal.type !== "text" || !isClosed(literal)) return undefined;
  return literal.text === "true" ? true : literal.text === "false" ? false : undefined;
}

function inNetworks(networks: readonly string[]): string | undefined {
  const starts = networkStarts(networks);
  // An IPv4 address may be written as IPv6, too.
  const tests = starts && [...starts, ":"].map((start) => `sourceIPAddress like ${insightsText(start)}`);
  return tests && orUnseen(joined(tests, "or"), "sourceIPAddress");
}

function outsideNetworks(networks: readonly string[]): string | undefined {
  const tests = exactNetworks(networks).map((regex) => `sourceIPAddress not like /${regex}/`);
  return tests.length > 0 ? orUnseen(joined(tests, "and"), "sourceIPAddress") : undefined;
}

function isAddress(path: string): boolean {
  return path === "sourceIPAddress" || path === "ip";
}

function isTextField(path: string): boolean {
  return isScalarField(path) && !booleanFields.has(path);
}

function isClosed(literal: Literal): boolean {
  return literal.type === "text" && !literal.openStart && !literal.openEnd;
}

function opened(literal: Literal): Literal {
  return literal.type === "text" ? { ...literal, openStart: true, openEnd: true } : literal;
}
