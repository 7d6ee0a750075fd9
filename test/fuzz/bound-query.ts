import fc from "fast-check";
import { bindQuery } from "../../src/domain/query/bind.ts";
import { fillFrom } from "../../src/domain/query/fill.ts";
import { queryForm } from "../../src/domain/query/form.ts";
import type { Condition, Query } from "../../src/domain/query/query.ts";
import { hostile } from "./hostile.ts";

const paths = [
  "eventName",
  "userAgent",
  "principal",
  "actor",
  "person",
  "key",
  "resource",
  "errorCode",
  "userIdentity.userName",
  "requestParameters.userName",
  "resources.ARN",
  "decode(requestParameters.policyDocument).Statement.Action",
  "eventID",
  "sourceIPAddress",
];

const leaves = [
  (template: string) => template,
  (template: string) => ({ not: template }),
  (template: string) => ({ contains: template }),
  (template: string) => [template, "GetObject"],
  (template: string) => `${template}*`,
  (template: string) => `*${template}`,
];

/** A reviewed question into which a value is inserted: its shape is ours, the value is anybody's. */
export interface Asked {
  path: string;
  leaf: number;
  group: "all" | "any" | "none";
}

export const asked: fc.Arbitrary<Asked> = fc.record({
  path: fc.constantFrom(...paths),
  leaf: fc.nat(leaves.length - 1),
  group: fc.constantFrom("all" as const, "any" as const, "none" as const),
});

export const questions = fc.record({ asked, value: hostile });

/** The question with a value; undefined for a value that is refused, in our words. */
export function boundQuery({ path, leaf, group }: Asked, value: string): Query {
  const where = { [path]: leaves[leaf]?.("{{value}}") };
  const form = queryForm.parse({
    from: "cloudtrail",
    where: { awsRegion: "eu-central-1", [group]: [where, { eventSource: "iam.amazonaws.com" }] },
    show: ["eventTime", "eventID"],
    limit: 100,
  });
  return bindQuery(form, fillFrom(new Map([["value", value]])));
}

/** Texts that a value is compared with, as the bound question has them. */
export function literals(condition: Condition): string[] {
  if ("all" in condition) return condition.all.flatMap(literals);
  if ("any" in condition) return condition.any.flatMap(literals);
  if ("none" in condition) return condition.none.flatMap(literals);
  const { test } = condition;
  return "values" in test ? test.values.flatMap((value) => (value.type === "text" ? [value.text] : [])) : [];
}

/** Values without a trick, of every kind that a compiler tells apart: what a hostile one may look like at most. */
export const benign = [
  "deploy",
  "",
  " ",
  "203.0.113.7",
  "2001:db8::1",
  "42",
  "-1.5",
  "true",
  "arn:aws:iam::111122223333:user/alice",
  "AKIAIOSFODNN7EXAMPLE",
  "a/b",
  "a b",
  "é",
  "x".repeat(200),
  "x".repeat(2_000),
  "GetObject20150331",
  "lambda.amazonaws.com",
  "root",
  "10%",
  "a_b",
  "it's",
  'a"b',
  "a*b",
  "a\\b",
  "a,b",
  "ab\u0007",
  "a\nb",
  "é".repeat(12_000),
];
