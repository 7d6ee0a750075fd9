import { parseDuration } from "../duration.ts";
import { InputError } from "../errors.ts";
import type { Segment } from "../text/text.ts";
import { measurePattern, type QueryForm } from "./form.ts";
import { parseNetwork } from "./network.ts";
import type { Condition, FieldTest, Literal, Measure, Query } from "./query.ts";
import { parseTime } from "./time.ts";
import type { LeafForm, OperatorsForm, WhereForm } from "./where-form.ts";
import { readWildcards } from "./wildcard.ts";

export type LeafValue = string | number | boolean | Date;

/**
 * `value` when the leaf is exactly one `{{path}}`: typed, and a list stays a list. Otherwise its segments in order: a `*`
 * of the author may be a wildcard, what a template inserted is literal.
 */
export type FilledLeaf = { value: LeafValue | readonly LeafValue[] } | { segments: readonly Segment[] };

/** Fills in one leaf text. Throws InputError when a path has no value. */
export type Fill = (template: string) => FilledLeaf;

/** A query as an engine gets it. Throws InputError when a value does not fit its operator. */
export function bindQuery(form: QueryForm, fill: Fill): Query {
  return {
    from: form.from,
    where: bindCondition(form.where, fill),
    by: form.by,
    show: form.show,
    measure: form.measure.map(bindMeasure),
    perSeconds: form.per === undefined ? undefined : parseDuration(form.per),
    ...(form.split && { split: { ...form.split, where: bindCondition(form.split.where, fill) } }),
    ...(form.follow && { follow: form.follow }),
    order:
      form.order === undefined
        ? undefined
        : { column: form.order.replace(/^-/, ""), descending: form.order.startsWith("-") },
    limit: form.limit,
    services: form.services,
  };
}

function bindMeasure(name: string): Measure {
  const [, of, path = ""] = measurePattern.exec(name) ?? [];
  return { name, of: of === "sum" ? "sum" : "distinct", path };
}

/** Throws InputError when a value does not fit its operator. */
export function bindCondition(where: WhereForm, fill: Fill): Condition {
  // zod puts the groups it knows first; people read fields first.
  const entries = Object.entries(where).sort(([, a], [, b]) => Number(isGroup(a)) - Number(isGroup(b)));
  const conditions = entries.flatMap(([path, asked]): Condition[] => {
    if (asked === undefined) return [];
    if (isGroup(asked)) {
      const parts = asked.map((part) => bindCondition(part, fill));
      return [path === "all" ? { all: parts } : path === "any" ? { any: parts } : { none: parts }];
    }
    return named(path, () => bindTests(asked, fill)).map((test) => ({ path, test }));
  });
  const [only, ...others] = conditions;
  return only && others.length === 0 ? only : { all: conditions };
}

/** A fault in a value says where the value stands. */
function named<Result>(path: string, bind: () => Result): Result {
  try {
    return bind();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${path}: ${error.message}`, { cause: error });
  }
}

type FieldForm = LeafForm | OperatorsForm;

/** Groups hold objects, lists of values hold none: the schema has checked. */
function isGroup(asked: WhereForm[string]): asked is WhereForm[] {
  return Array.isArray(asked) && asked.length > 0 && asked.every((one) => typeof one === "object");
}

function bindTests(asked: FieldForm, fill: Fill): FieldTest[] {
  if (typeof asked !== "object" || Array.isArray(asked)) {
    return [{ op: "equals", values: literals(asked, fill) }];
  }
  const tests: FieldTest[] = [];
  if (asked.equals !== undefined) tests.push({ op: "equals", values: literals(asked.equals, fill) });
  if (asked.not !== undefined) tests.push({ op: "not", values: literals(asked.not, fill) });
  if (asked.contains !== undefined) {
    tests.push({ op: "contains", values: leaves(asked.contains, fill).map((leaf) => closed(leaf)) });
  }
  if (asked.exists !== undefined) tests.push({ op: "exists", value: asked.exists });
  for (const op of ["inCidr", "notInCidr"] as const) {
    const networks = asked[op];
    if (networks !== undefined) tests.push({ op, networks: leaves(networks, fill).map(networkText) });
  }
  for (const op of ["gt", "gte", "lt", "lte"] as const) {
    const limit = asked[op];
    if (limit !== undefined) tests.push({ op, value: comparable(op, leaves(limit, fill)) });
  }
  return tests;
}

type FilledOne = { value: LeafValue } | { segments: readonly Segment[] };

function leaves(form: LeafForm, fill: Fill): FilledOne[] {
  if (Array.isArray(form)) return form.flatMap((one) => leaves(one, fill));
  if (typeof form !== "string") return [{ value: form }];
  const filled = fill(form);
  if ("segments" in filled) return [filled];
  return isList(filled.value) ? filled.value.map((value) => ({ value })) : [{ value: filled.value }];
}

function isList(value: LeafValue | readonly LeafValue[]): value is readonly LeafValue[] {
  return Array.isArray(value);
}

function literals(form: LeafForm, fill: Fill): Literal[] {
  return leaves(form, fill).map((leaf) =>
    "segments" in leaf ? openEnded(leaf.segments) : typed(leaf.value),
  );
}

/** Author's stars at the ends are wildcards here. */
function openEnded(segments: readonly Segment[]): Literal {
  const last = segments.length - 1;
  const parts = segments.map((segment, position) =>
    "inserted" in segment
      ? { text: segment.inserted, openStart: false, openEnd: false }
      : readWildcards(segment.author, { mayOpenStart: position === 0, mayOpenEnd: position === last }),
  );
  return {
    type: "text",
    text: parts.map((part) => part.text).join(""),
    openStart: parts[0]?.openStart ?? false,
    openEnd: parts[last]?.openEnd ?? false,
  };
}

/** Every star means itself here. */
function closed(leaf: FilledOne): Literal {
  return "value" in leaf ? typed(leaf.value) : literalText(plainText(leaf));
}

function typed(value: LeafValue): Literal {
  if (value instanceof Date) return { type: "time", at: value };
  if (typeof value === "number") return { type: "number", number: value };
  if (typeof value === "boolean") return { type: "boolean", boolean: value };
  return literalText(value);
}

function literalText(text: string): Literal {
  return { type: "text", text, openStart: false, openEnd: false };
}

function plainText(leaf: FilledOne): string {
  if ("segments" in leaf) {
    return leaf.segments
      .map((segment) => ("inserted" in segment ? segment.inserted : segment.author))
      .join("");
  }
  return leaf.value instanceof Date ? leaf.value.toISOString() : String(leaf.value);
}

function networkText(leaf: FilledOne): string {
  return parseNetwork(plainText(leaf)).text;
}

function comparable(op: string, filled: FilledOne[]): Literal {
  const [leaf, ...others] = filled;
  if (!leaf || others.length > 0)
    throw new InputError(`${op} compares with one value, not with ${filled.length}.`);
  if ("value" in leaf && (typeof leaf.value === "number" || leaf.value instanceof Date))
    return typed(leaf.value);
  const text = plainText(leaf);
  const at = parseTime(text);
  if (at) return { type: "time", at };
  if (/^-?\d+(\.\d+)?$/.test(text)) return { type: "number", number: Number(text) };
  throw new InputError(
    `${op} compares numbers and times. "${text.slice(0, 60)}" is neither; a time looks like 2026-05-04T08:00:00Z.`,
  );
}
