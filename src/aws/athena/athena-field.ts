import { type Cover, joined } from "../../domain/query/condition-cover.ts";
import { isEventName, isScalarField, pathsBehind, withoutVersion } from "../../domain/query/field-names.ts";
import type { FieldTest, Literal } from "../../domain/query/query.ts";
import { fieldRank } from "../log-group/field-rank.ts";
import { textsInMessage } from "../log-group/json-text.ts";
import { exactNetworks, networkStarts } from "../log-group/network-text.ts";
import { athenaColumn } from "./athena-columns.ts";
import { isSqlText, sqlLike, sqlText } from "./sql-text.ts";

// Absences and negations keep most records.
const weak = 20;

/**
 * One test in SQL. A comparison with NULL is not true, as with us a comparison on an absent field, so only negation
 * has to let absent fields through. Columns that hold JSON are searched as text, which loses nothing.
 */
export function coverInSql(path: string, test: FieldTest, negated: boolean): Cover | undefined {
  const column = isScalarField(path) ? athenaColumn(path) : undefined;
  const found = column ? scalarTest(path, column.sql, test, negated) : otherTest(path, test, negated);
  if (!found) return undefined;
  const loose = negated || test.op === "not" || test.op === "exists" || test.op === "notInCidr";
  return { ...found, rank: fieldRank(path) + (loose ? weak : 0) };
}

type Said = Omit<Cover, "rank"> | undefined;

function scalarTest(path: string, column: string, test: FieldTest, negated: boolean): Said {
  const orAbsent = (said: Said): Said =>
    negated && said ? { ...said, text: `(${said.text} OR ${column} IS NULL)` } : said;
  switch (test.op) {
    case "equals":
      return negated ? orAbsent(isNoneOf(path, column, test.values)) : isOneOf(path, column, test.values);
    case "not":
      return negated ? orAbsent(isOneOf(path, column, test.values)) : isNoneOf(path, column, test.values);
    case "contains": {
      const values = test.values.map(opened);
      return negated ? orAbsent(isNoneOf("", column, values)) : isOneOf("", column, values);
    }
    case "exists":
      return { text: `${column} IS ${test.value === negated ? "" : "NOT "}NULL`, exact: true };
    case "inCidr":
      return negated || path !== "sourceIPAddress" ? undefined : inNetworks(test.networks);
    case "notInCidr":
      return negated || path !== "sourceIPAddress" ? undefined : outsideNetworks(test.networks);
    default:
      return undefined;
  }
}

/** All values must be said, or rows would be lost. */
function isOneOf(path: string, column: string, literals: readonly Literal[]): Said {
  const named = isEventName(path) ? literals.map(anyVersion) : literals;
  const said = named.map((literal) => comparison(column, literal, false));
  const texts = said.filter((each) => each !== undefined);
  if (texts.length === 0 || texts.length < literals.length) return undefined;
  return { text: joined(texts, "OR"), exact: !isEventName(path) };
}

/** What cannot be said of one value is left out: that lets more through. */
function isNoneOf(path: string, column: string, literals: readonly Literal[]): Said {
  const texts = literals.map((each) => comparison(column, each, true)).filter((each) => each !== undefined);
  if (texts.length === 0) return undefined;
  return { text: joined(texts, "AND"), exact: texts.length === literals.length && !isEventName(path) };
}

function comparison(column: string, literal: Literal, differs: boolean): string | undefined {
  if (literal.type === "time") return undefined;
  if (literal.type === "boolean") return `${column} ${differs ? "<>" : "="} '${literal.boolean}'`;
  if (literal.type === "number") {
    const text = String(literal.number);
    return /^-?\d{1,15}$/.test(text) ? `${column} ${differs ? "<>" : "="} '${text}'` : undefined;
  }
  if (!isSqlText(literal.text)) return undefined;
  return literal.openStart || literal.openEnd
    ? `${column} ${differs ? "NOT LIKE" : "LIKE"} ${sqlLike(literal)}`
    : `${column} ${differs ? "<>" : "="} ${sqlText(literal.text)}`;
}

/** `CreateFunction` also asks for `CreateFunction20150331`: names are compared with and without their version. */
function anyVersion(literal: Literal): Literal {
  if (literal.type !== "text") return literal;
  return { ...literal, text: withoutVersion(literal.text), openEnd: true };
}

function opened(literal: Literal): Literal {
  if (literal.type === "time") return literal;
  const text =
    literal.type === "text"
      ? literal.text
      : String(literal.type === "number" ? literal.number : literal.boolean);
  return { type: "text", text, openStart: true, openEnd: true };
}

/** Names, and what lies inside columns of JSON: only what must be there can be asked for. */
function otherTest(path: string, test: FieldTest, negated: boolean): Said {
  if (negated) return undefined;
  if (path === "ip") {
    if (test.op === "inCidr") return inNetworks(test.networks);
    if (test.op === "notInCidr") return outsideNetworks(test.networks);
  }
  const behind = pathsBehind(path);
  if (behind) return anyColumn(path, behind, test);
  const texts = textsInMessage(path, test);
  const columns = texts && columnsOfJson(path);
  if (!texts || !columns) return undefined;
  const found = columns.flatMap((column) => texts.map((text) => holds(column, text)));
  return { text: joined(found, "OR"), exact: false };
}

function anyColumn(path: string, behind: readonly string[], test: FieldTest): Said {
  if (test.op !== "equals" && test.op !== "contains") return undefined;
  // A table need not have every one of them.
  const columns = behind.map((each) => athenaColumn(each)).filter((each) => each !== undefined);
  const values = test.op === "contains" ? test.values.map(opened) : test.values;
  const said = columns.map(({ sql }) => isOneOf(path, sql, values));
  const texts = said.flatMap((each) => each?.text ?? []);
  return texts.length > 0 && texts.length === behind.length
    ? { text: joined(texts, "OR"), exact: false }
    : undefined;
}

function columnsOfJson(path: string): string[] | undefined {
  if (path === "resource") return ["resources.ARN", "requestParameters", "responseElements"];
  const [root = ""] = path.split(/[.[]/);
  if (path === "resources.ARN") return [path];
  return athenaColumn(root)?.kind === "json" ? [root] : undefined;
}

function holds(path: string, text: string): string {
  const like = (column: string) => `${column} LIKE ${sqlLike({ text, openStart: true, openEnd: true })}`;
  return path === "resources.ARN" ? `any_match(resources, r -> ${like("r.arn")})` : like(path.toLowerCase());
}

function inNetworks(networks: readonly string[]): Said {
  const starts = networkStarts(networks);
  // An IPv4 address may be written as IPv6, too.
  const texts =
    starts && [...starts.map((start) => `${start}%`), "%:%"].map((like) => `sourceipaddress LIKE '${like}'`);
  return texts && { text: joined(texts, "OR"), exact: false };
}

function outsideNetworks(networks: readonly string[]): Said {
  const texts = exactNetworks(networks).map((regex) => `NOT regexp_like(sourceipaddress, '${regex}')`);
  return texts.length > 0 ? { text: joined(texts, "AND"), exact: false } : undefined;
}
