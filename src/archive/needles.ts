import { conditionTest } from "../domain/query/condition.ts";
import { isEventName, isScalarField, withoutVersion } from "../domain/query/field-names.ts";
import type { Condition, FieldTest, Literal } from "../domain/query/query.ts";
import type { TrailRecord } from "../domain/query/record.ts";

/**
 * What the bytes of a file must show before a record in it can meet a condition. Each needle alone is necessary, none
 * is sufficient: what it finds is still parsed and judged by the evaluator.
 */
export type Needle =
  /** One of these texts stands in the record, letter by letter. */
  | { texts: string[] }
  /** A key of this name stands in the record, at any depth, with a value that passes. */
  | { key: string; passes: (value: string | number | boolean) => boolean };

const maxTexts = 8;
const shortestText = 3;

/** Empty when no bytes can be named that every match must show. */
export function needlesOf(condition: Condition): Needle[] {
  return [...textNeedles(condition).map((texts) => ({ texts })), ...keyNeedles(condition)];
}

// ---- texts ----

function textNeedles(condition: Condition): string[][] {
  if ("all" in condition) return condition.all.flatMap(textNeedles);
  if ("any" in condition) {
    const parts = condition.any.map((part) => textNeedles(part).sort(longestFirst)[0]);
    const texts = [...new Set(parts.flatMap((part) => part ?? []))];
    const all = parts.length > 0 && parts.every((part) => part !== undefined);
    return all && texts.length <= maxTexts ? [texts] : [];
  }
  // What none of the conditions may hold is no text to look for.
  if ("none" in condition) return [];
  const texts = textsOf(condition.path, condition.test);
  return texts === undefined || texts.length === 0 || texts.length > maxTexts ? [] : [texts];
}

function longestFirst(a: string[], b: string[]): number {
  return shortest(b) - shortest(a);
}

const shortest = (texts: string[]): number => Math.min(...texts.map((text) => text.length));

/** One text for each value, all of them; undefined when a value may match without showing a text. */
function textsOf(path: string, test: FieldTest): string[] | undefined {
  if (test.op !== "equals" && test.op !== "contains") return undefined;
  // What is decoded may be written in a second layer of escapes.
  if (path.includes("decode(")) return undefined;
  const texts = test.values.map((value) => textOf(path, value, test.op === "equals"));
  const known = texts.filter((text) => text !== undefined);
  return known.length === texts.length ? [...new Set(known)] : undefined;
}

function textOf(path: string, literal: Literal, whole: boolean): string | undefined {
  if (literal.type !== "text" || mayBeComputed(path, literal, whole)) return undefined;
  const bare = isEventName(path) && !literal.openEnd ? withoutVersion(literal.text) : literal.text;
  // `<`, `>`, `&`, `'` and `=` are often written as escapes, quotes and backslashes always.
  const parts = bare.split(/[^\x20-\x7e]|["\\<>&'=]/);
  const text = parts.reduce((longest, part) => (part.length > longest.length ? part : longest), "");
  return text.length < shortestText || mayBeBare(text) ? undefined : text;
}

/** `person` is "root" for a root user, whatever else the record says. */
function mayBeComputed(path: string, literal: Literal & { type: "text" }, whole: boolean): boolean {
  if (path !== "person") return false;
  const test: FieldTest = { op: whole ? "equals" : "contains", values: [literal] };
  return conditionTest({ path, test })({ userIdentity: { type: "Root" } });
}

/** Numbers and booleans are compared as texts, and JSON writes one number in many ways. */
function mayBeBare(text: string): boolean {
  return /^[\d.+\-e]*$/i.test(text) || "true".includes(text) || "false".includes(text);
}

// ---- keys ----

const fieldsBehind: Record<string, string> = {
  key: "userIdentity.accessKeyId",
  ip: "sourceIPAddress",
  call: "eventName",
};

function keyNeedles(condition: Condition): Needle[] {
  return [...new Set(fieldsIn(condition))].flatMap((field) => {
    const about = restricted(condition, field);
    if (about === undefined) return [];
    const meets = conditionTest(about);
    // A record without the key would go unnoticed.
    if (meets({})) return [];
    const names = field.split(".");
    return [{ key: names.at(-1) ?? field, passes: (value) => meets(nested(names, value)) }];
  });
}

function nested(names: readonly string[], value: unknown): TrailRecord {
  const [name = "", ...inner] = names;
  return { [name]: inner.length === 0 ? value : nested(inner, value) };
}

function fieldsIn(condition: Condition): string[] {
  if ("all" in condition) return condition.all.flatMap(fieldsIn);
  if ("any" in condition) return condition.any.flatMap(fieldsIn);
  if ("none" in condition) return condition.none.flatMap(fieldsIn);
  const field = fieldOf(condition.path);
  return field === undefined ? [] : [field];
}

/** The one field that a path reads, of those that never hold a list or an object. */
function fieldOf(path: string): string | undefined {
  const field = fieldsBehind[path] ?? path;
  // Times are read anyway.
  return isScalarField(field) && field !== "eventTime" ? field : undefined;
}

/** What a condition demands of one field, leaving out what it demands of others; undefined when that is nothing. */
function restricted(condition: Condition, field: string): Condition | undefined {
  if ("all" in condition) {
    const parts = condition.all.map((part) => restricted(part, field)).filter((part) => part !== undefined);
    return parts.length > 0 ? { all: parts } : undefined;
  }
  if ("any" in condition) {
    const parts = condition.any.map((part) => restricted(part, field)).filter((part) => part !== undefined);
    return parts.length > 0 && parts.length === condition.any.length ? { any: parts } : undefined;
  }
  if ("none" in condition) {
    // That another field keeps one part from holding says nothing about this one.
    const parts = condition.none.filter((part) => concernsOnly(part, field));
    return parts.length > 0 ? { none: parts } : undefined;
  }
  return fieldOf(condition.path) === field ? condition : undefined;
}

function concernsOnly(condition: Condition, field: string): boolean {
  if ("all" in condition) return condition.all.every((part) => concernsOnly(part, field));
  if ("any" in condition) return condition.any.every((part) => concernsOnly(part, field));
  if ("none" in condition) return condition.none.every((part) => concernsOnly(part, field));
  return fieldOf(condition.path) === field;
}
