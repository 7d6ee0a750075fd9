import fc from "fast-check";
import { expect, test } from "vitest";
import { compileFilterPattern } from "../../src/aws/log-group/filter-pattern.ts";
import { createEvaluation } from "../../src/domain/query/evaluate.ts";
import type { Condition, FieldTest, Literal, Query } from "../../src/domain/query/query.ts";
import { compileFilterPattern as readPattern } from "../../src/sandbox/aws/logs/filter-pattern.ts";

// A small vocabulary, so that conditions meet records; odd members on purpose.
const texts = [
  "AccessDenied",
  "AccessDeniedException",
  "Client.UnauthorizedOperation",
  "11.11.1",
  "192.0.2.7",
  "ec2.amazonaws.com",
  "CreateFunction",
  "CreateFunction20150331",
  "CreateFunction20150331v2",
  "20150331",
  "GetObject",
  "arn:aws:iam::111122223333:user/lead",
  "arn:aws:iam::111122223333:role/deploy",
  "111122223333",
  "true",
  "false",
  "",
  'say "hi"',
  "a*b",
  "*",
  "back\\slash",
  "ünï",
];
const textFields = [
  "eventName",
  "errorCode",
  "sourceIPAddress",
  "userAgent",
  "awsRegion",
  "recipientAccountId",
];
const identityFields = ["accessKeyId", "arn", "principalId", "userName", "invokedBy", "type", "accountId"];
const arns = texts.filter((text) => text.startsWith("arn:"));
const plain = texts.filter((text) => !text.startsWith("arn:"));
const oneOf = <Value>(values: readonly Value[]) => fc.constantFrom(...values);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 3 });

const identity = fc.record(
  Object.fromEntries([
    ...identityFields.map((name) => [name, maybe(fc.option(oneOf(name === "arn" ? arns : plain)))]),
    [
      "sessionContext",
      maybe(
        fc.record({
          sessionIssuer: maybe(fc.record({ arn: maybe(oneOf(arns)), userName: maybe(oneOf(plain)) })),
        }),
      ),
    ],
  ]),
);
const record = fc.record({
  eventTime: fc.constant("2026-05-04T08:00:00Z"),
  ...Object.fromEntries(textFields.map((name) => [name, maybe(fc.option(oneOf(texts)))])),
  readOnly: maybe(oneOf([true, false, "true", null])),
  userIdentity: maybe(fc.option(identity)),
  resources: maybe(fc.option(fc.array(fc.record({ ARN: maybe(oneOf(arns)) }), { maxLength: 3 }))),
  requestParameters: maybe(oneOf([null, { name: "GetObject" }, { name: ["GetObject", "x"] }])),
});

const literal: fc.Arbitrary<Literal> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("text" as const),
      text: oneOf([...texts, "11.1", "Access", "Function2015"]),
      openStart: fc.boolean(),
      openEnd: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Literal>({ type: "number", number: 111122223333 }) },
  { weight: 2, arbitrary: fc.boolean().map((boolean): Literal => ({ type: "boolean", boolean })) },
  { weight: 1, arbitrary: fc.constant<Literal>({ type: "time", at: new Date("2026-05-04T08:00:00Z") }) },
);
const fieldTest: fc.Arbitrary<FieldTest> = fc.oneof(
  fc.record({
    op: oneOf(["equals", "not", "contains"] as const),
    values: fc.array(literal, { maxLength: 3 }),
  }),
  fc.record({ op: fc.constant("exists" as const), value: fc.boolean() }),
  fc.record({
    op: oneOf(["inCidr", "notInCidr"] as const),
    networks: fc.constant<string[]>(["192.0.2.0/24"]),
  }),
  fc.record({
    op: oneOf(["gt", "lte"] as const),
    value: fc.constant<Literal>({ type: "number", number: 5 }),
  }),
);
const paths = [
  ...textFields,
  ...identityFields.map((name) => `userIdentity.${name}`),
  "userIdentity.sessionContext.sessionIssuer.arn",
  "readOnly",
  "resources.ARN",
  "requestParameters.name",
  "principal",
  "actor",
  "person",
  "key",
  "ip",
  "call",
  "resource",
];
const { condition } = fc.letrec<{ condition: Condition; leaf: Condition }>((tie) => ({
  leaf: fc.record({ path: oneOf(paths), test: fieldTest }),
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 4, arbitrary: tie("leaf") },
    { weight: 2, arbitrary: fc.record({ all: fc.array(tie("condition"), { maxLength: 4 }) }) },
    { weight: 1, arbitrary: fc.record({ any: fc.array(tie("condition"), { maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ none: fc.array(tie("condition"), { maxLength: 3 }) }) },
  ),
}));

const window = { from: new Date("2026-05-04T00:00:00Z"), to: new Date("2026-05-05T00:00:00Z") };

test("a filter pattern is valid and never narrower than its query, and as narrow when nothing is left to check", () => {
  let [said, kept] = [0, 0];
  fc.assert(
    fc.property(condition, fc.array(record, { minLength: 5, maxLength: 15 }), (where, records) => {
      const query: Query = { from: "cloudtrail", where, measure: [], limit: 100, services: "show" };
      const { pattern, checkedHere } = compileFilterPattern(query);
      if (pattern === undefined) return;
      said += 1;
      const lets = readPattern(pattern);
      for (const each of records) {
        const matches = createEvaluation(query, window).add(each) === "matched";
        const through = lets(JSON.stringify(each)) !== undefined;
        if (matches) kept += 1;
        if (matches) expect(through, `${pattern} loses ${JSON.stringify(each)}`).toBe(true);
        if (through && checkedHere.length === 0) {
          expect(matches, `${pattern} says it is exact, but lets ${JSON.stringify(each)} through`).toBe(true);
        }
      }
    }),
    { numRuns: 3_000 },
  );
  // The property is worth something only if there was something to say, and something to lose.
  expect(said).toBeGreaterThan(500);
  expect(kept).toBeGreaterThan(2_000);
});
