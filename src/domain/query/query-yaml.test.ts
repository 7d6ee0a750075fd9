import fc from "fast-check";
import { expect, test } from "vitest";
import { bindQuery } from "./bind.ts";
import { literalFill } from "./fill.ts";
import { parseQueryFile } from "./parse-query.ts";
import type { Condition, Literal, Query } from "./query.ts";
import { queryYaml } from "./query-yaml.ts";

const again = (query: Query) => bindQuery(parseQueryFile(queryYaml(query), "again.yml"), literalFill);

test("a query reads as an author would write it", () => {
  const query = bindQuery(
    parseQueryFile(
      "where: { errorCode: [AccessDenied*], ip: { not: 10.0.0.1 } }\nby: [principal]\nper: 90m\n",
      "q.yml",
    ),
    literalFill,
  );
  expect(queryYaml(query)).toBe(`from: cloudtrail
where:
  errorCode: AccessDenied*
  ip:
    not: 10.0.0.1
by:
  - principal
per: 90m
limit: 100
services: hide
`);
});

const text = fc.string({ unit: "grapheme", maxLength: 12 }).filter((value) => !value.includes("{{"));
const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc.record({ type: fc.constant("text" as const), text, openStart: fc.boolean(), openEnd: fc.boolean() }),
  fc.integer().map((number) => ({ type: "number" as const, number })),
  fc.boolean().map((boolean) => ({ type: "boolean" as const, boolean })),
);
const leaf: fc.Arbitrary<Condition> = fc.record({
  path: fc.constantFrom("a", "b.c", "decode(d).e", "key"),
  test: fc.oneof(
    fc.record({
      op: fc.constantFrom("equals" as const, "not" as const),
      values: fc.array(literal, { maxLength: 3 }),
    }),
    fc.record({ op: fc.constant("exists" as const), value: fc.boolean() }),
    fc.record({
      op: fc.constant("inCidr" as const),
      networks: fc.constant<string[]>(["10.0.0.0/8", "2001:db8::/32"]),
    }),
    fc.record({
      op: fc.constant("gt" as const),
      value: fc.integer().map((number) => ({ type: "number" as const, number })),
    }),
  ),
});
const where: fc.Arbitrary<Condition> = fc.oneof(
  leaf,
  fc.record({ all: fc.array(leaf, { minLength: 2, maxLength: 4 }) }),
  fc.record({ any: fc.array(leaf, { minLength: 1, maxLength: 3 }) }),
  fc.record({ all: fc.tuple(leaf, fc.record({ none: fc.array(leaf, { minLength: 1, maxLength: 3 }) })) }),
);

/** An open end before nothing is the same as two. */
const same = (condition: Condition): unknown =>
  JSON.parse(JSON.stringify(condition), (_key, value) =>
    value?.type === "text" && value.text === "" && (value.openStart || value.openEnd) ? "anything" : value,
  );

test("written out and read again it asks the same, whatever its texts hold", () => {
  fc.assert(
    fc.property(where, (asked) => {
      const query: Query = { from: "cloudtrail", where: asked, measure: [], limit: 5, services: "show" };
      expect(same(again(query).where)).toEqual(same(asked));
    }),
    { numRuns: 500 },
  );
});
