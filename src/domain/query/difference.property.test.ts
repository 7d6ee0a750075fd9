import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bindQuery } from "./bind.ts";
import { type Compared, differenceOf, isNothing } from "./difference.ts";
import { createEvaluation } from "./evaluate.ts";
import { fillFrom } from "./fill.ts";
import { parseQueryFile } from "./parse-query.ts";
import type { Query, Row } from "./query.ts";

const bound = (yaml: string): Query => bindQuery(parseQueryFile(yaml, "q.yml"), fillFrom(new Map()));
const grouped = bound("{ by: [sourceIPAddress, eventName], measure: [distinct(awsRegion)], limit: 1000 }");
const plain = bound("{ show: [eventTime, eventName, sourceIPAddress], limit: 1000 }");
const split = bound("{ split: { each: [resources], as: item }, show: [eventName, item.ARN], limit: 1000 }");
const window = { from: new Date("2026-11-20T00:00:00Z"), to: new Date("2026-11-20T23:59:00Z") };

const records = fc.uniqueArray(
  fc.record({
    eventID: fc.integer({ min: 0, max: 60 }).map((id) => `event-${id}`),
    eventTime: fc
      .integer({ min: 0, max: 50 })
      .map((minute) => new Date(Date.UTC(2026, 10, 20, 2, minute)).toISOString()),
    eventName: fc.constantFrom("GetObject", "PutObject", "ListBuckets"),
    sourceIPAddress: fc.constantFrom("192.0.2.7", "198.51.100.9", "203.0.113.4"),
    awsRegion: fc.constantFrom("eu-central-1", "us-east-1"),
    resources: fc.array(fc.record({ ARN: fc.constantFrom("arn:aws:s3:::a", "arn:aws:s3:::b") }), {
      maxLength: 3,
    }),
  }),
  { selector: ({ eventID }) => eventID, maxLength: 40 },
);

function answer(query: Query, of: readonly unknown[]): Compared {
  const evaluation = createEvaluation(query, window);
  for (const record of of) evaluation.add(record);
  return evaluation.result();
}

const sorted = (rows: readonly Row[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

describe.each([
  ["grouped rows", grouped],
  ["plain rows", plain],
  ["rows of elements", split],
])("the difference of two answers in %s", (_, query) => {
  test("an answer differs in nothing from itself, in whatever order its records were read", () => {
    fc.assert(
      fc.property(records, (some) => {
        const twice = differenceOf(query, answer(query, some), answer(query, some.toReversed()));
        expect(isNothing(twice)).toBe(true);
      }),
    );
  });

  test("what went taken away and what came added make the new answer out of the old", () => {
    fc.assert(
      fc.property(records, records, (some, others) => {
        const [before, after] = [answer(query, some), answer(query, others)];
        const { came, went, changed } = differenceOf(query, before, after);
        const left = [...before.rows];
        for (const row of [...went, ...changed.map((each) => each.before)]) left.splice(left.indexOf(row), 1);
        expect(sorted([...left, ...came, ...changed.map((each) => each.after)])).toEqual(sorted(after.rows));
      }),
    );
  });

  test("seen from the other side, what came went", () => {
    fc.assert(
      fc.property(records, records, (some, others) => {
        const [before, after] = [answer(query, some), answer(query, others)];
        const [there, back] = [differenceOf(query, before, after), differenceOf(query, after, before)];
        expect(sorted(back.came)).toEqual(sorted(there.went));
        expect(sorted(back.went)).toEqual(sorted(there.came));
        expect(back.records).toBe(0 - there.records);
      }),
    );
  });

  test("records that came later never make a row go", () => {
    fc.assert(
      fc.property(records, records, (some, more) => {
        const known = new Set(some.map(({ eventID }) => eventID));
        const late = more.filter(({ eventID }) => !known.has(eventID));
        const before = answer(query, some);
        const found = differenceOf(query, before, answer(query, [...some, ...late]));
        expect(found.went).toEqual([]);
        expect(found.records).toBe(answer(query, [...some, ...late]).matched - before.matched);
      }),
    );
  });
});

test("two events that read the same are two rows: one that comes late is seen", () => {
  const one = { eventID: "a", eventTime: "2026-11-20T02:00:00Z", eventName: "GetObject" };
  const found = differenceOf(plain, answer(plain, [one]), answer(plain, [one, { ...one, eventID: "b" }]));
  expect(found.came).toHaveLength(1);
  expect(found.records).toBe(1);
});

test("a limit that cut an answer is told, because it makes rows come and go", () => {
  const call = (minute: number) => ({
    eventID: `e${minute}`,
    eventTime: new Date(Date.UTC(2026, 10, 20, 2, minute)).toISOString(),
  });
  const short = bound("{ order: -eventTime, limit: 2 }");
  const found = differenceOf(short, answer(short, [call(1), call(2)]), answer(short, [1, 2, 3].map(call)));
  expect(found).toMatchObject({ cut: true, records: 1 });
  expect(found.went).toHaveLength(1);
});

test("an event in the place of another that read the same is another row", () => {
  const one = { eventID: "a", eventTime: "2026-11-20T02:00:00Z", eventName: "GetObject" };
  const found = differenceOf(plain, answer(plain, [one]), answer(plain, [{ ...one, eventID: "b" }]));
  expect([found.came.length, found.went.length, found.records]).toEqual([1, 1, 0]);
});
