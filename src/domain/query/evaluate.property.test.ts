import fc from "fast-check";
import { expect, test } from "vitest";
import { createEvaluation } from "./evaluate.ts";
import type { Condition, FieldTest, Literal, Query } from "./query.ts";

// A second, plain implementation of the semantics, to hold against the compiled one.
type Flat = Record<"a" | "b" | "c", unknown>;

const naive = (condition: Condition, record: Flat): boolean => {
  if ("all" in condition) return condition.all.reduce((sum, one) => sum && naive(one, record), true);
  if ("any" in condition) return condition.any.reduce((sum, one) => sum || naive(one, record), false);
  if ("none" in condition) return condition.none.reduce((sum, one) => sum && !naive(one, record), true);
  const value = record[condition.path as keyof Flat];
  const { test: asked } = condition;
  if (asked.op === "exists") return (value !== undefined && value !== null) === asked.value;
  // The one object there is holds one text.
  if (asked.op === "contains" && typeof value === "object" && value !== null && !Array.isArray(value)) {
    return naiveTest("x", asked);
  }
  const values = (Array.isArray(value) ? value : [value]).filter((one) =>
    ["string", "number", "boolean"].includes(typeof one),
  );
  return values.some((one) => naiveTest(one, asked));
};
const naiveTest = (
  value: string | number | boolean,
  asked: Exclude<FieldTest, { op: "exists" }>,
): boolean => {
  if (asked.op === "equals") return asked.values.some((literal) => naiveEquals(value, literal));
  if (asked.op === "not") return !asked.values.some((literal) => naiveEquals(value, literal));
  if (asked.op === "contains") return asked.values.some((literal) => `${value}`.includes(naiveText(literal)));
  if (asked.op === "inCidr" || asked.op === "notInCidr") return asked.op === "notInCidr";
  if (!("value" in asked)) return false;
  const number = typeof value === "boolean" || value === "" ? Number.NaN : Number(value);
  const limit = asked.value.type === "number" ? asked.value.number : Number.NaN;
  return { gt: number > limit, gte: number >= limit, lt: number < limit, lte: number <= limit }[asked.op];
};
const naiveText = (literal: Literal): string =>
  literal.type === "text"
    ? literal.text
    : `${literal.type === "number" ? literal.number : literal.type === "boolean" && literal.boolean}`;
const naiveEquals = (value: string | number | boolean, literal: Literal): boolean => {
  if (literal.type !== "text") return `${value}` === naiveText(literal);
  const escaped = literal.text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`^${literal.openStart ? "[^]*" : ""}${escaped}${literal.openEnd ? "[^]*" : ""}$`).test(
    `${value}`,
  );
};

const word = fc.constantFrom("", "x", "xy", "yx", "y*", "*", "true", "false", "1", "10", "-2");
const number = fc.constantFrom(0, 1, 10, -2);
const scalar = fc.oneof(word, number, fc.boolean());
const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc.record({
    type: fc.constant("text" as const),
    text: word,
    openStart: fc.boolean(),
    openEnd: fc.boolean(),
  }),
  number.map((value) => ({ type: "number" as const, number: value })),
  fc.boolean().map((value) => ({ type: "boolean" as const, boolean: value })),
);
const literals = fc.array(literal, { maxLength: 3 });
const fieldTest: fc.Arbitrary<FieldTest> = fc.oneof(
  fc.record({ op: fc.constantFrom("equals" as const, "not" as const), values: literals }),
  fc.record({ op: fc.constant("contains" as const), values: literals }),
  fc.record({ op: fc.constant("exists" as const), value: fc.boolean() }),
  fc.record({
    op: fc.constantFrom("inCidr" as const, "notInCidr" as const),
    networks: fc.constant<string[]>(["10.0.0.0/8"]),
  }),
  fc.record({
    op: fc.constantFrom("gt" as const, "gte" as const, "lt" as const, "lte" as const),
    value: number.map((value) => ({ type: "number" as const, number: value })),
  }),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => {
  const group = fc.array(tie("condition"), { maxLength: 3 });
  return {
    condition: fc.oneof(
      { depthSize: "small" },
      fc.record({ path: fc.constantFrom("a", "b", "c"), test: fieldTest }),
      fc.record({ all: group }),
      fc.record({ any: group }),
      fc.record({ none: group }),
    ),
  };
});
const record: fc.Arbitrary<Flat> = fc.record({
  a: fc.oneof(scalar, fc.constantFrom(null, undefined, { x: "x" })),
  b: fc.oneof(fc.array(scalar, { maxLength: 3 }), scalar, fc.constant(undefined)),
  c: scalar,
});

const queryOf = (where: Condition, more: Partial<Query> = {}): Query => ({
  from: "cloudtrail",
  where,
  measure: [],
  limit: 1_000,
  services: "show",
  ...more,
});
const window = { from: new Date(0), to: new Date("2030-01-01T00:00:00Z") };
const dated = { eventTime: "2026-05-04T08:00:00Z" };

test("the evaluation agrees with a plain reading of the rules", () => {
  fc.assert(
    fc.property(condition, record, (where, fields) => {
      const outcome = createEvaluation(queryOf(where), window).add({ ...dated, ...fields });
      expect(outcome === "matched").toBe(naive(where, fields));
    }),
    { numRuns: 3_000 },
  );
});

test("groups add up to the matched records, whatever the order of records", () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 30 }), condition, (records, where) => {
      const answers = [records, [...records].reverse()].map((list) => {
        const evaluation = createEvaluation(queryOf(where, { by: ["a", "b"] }), window);
        for (const fields of list) evaluation.add({ ...dated, ...fields });
        return evaluation.result();
      });
      const [first, second] = answers;
      expect(first?.rows.reduce((sum, row) => sum + Number(row.count), 0)).toBe(first?.matched);
      expect(second?.rows).toEqual(first?.rows);
    }),
    { numRuns: 300 },
  );
});

test("nothing JSON can hold makes it fail, and no answer depends on adding a record twice", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), condition, (values, where) => {
      const evaluation = createEvaluation(
        queryOf(where, { show: ["eventTime", "resource", "principal", "a"] }),
        window,
      );
      const records = values.map((value, index) => ({
        ...dated,
        eventID: `e${index}`,
        a: value,
        userIdentity: value,
        requestParameters: value,
      }));
      for (const one of [...values, ...records, ...records]) evaluation.add(one);
      const { matched, rows } = evaluation.result();
      expect(matched).toBe(rows.length);
      expect(matched).toBeLessThanOrEqual(records.length);
    }),
    { numRuns: 500 },
  );
});
