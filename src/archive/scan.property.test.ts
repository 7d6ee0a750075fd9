import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conditionTest } from "../domain/query/condition.ts";
import type { Condition, FieldTest, Literal } from "../domain/query/query.ts";
import { cutRecords } from "./cut-records.ts";
import { onlyFields } from "./fields-read.ts";
import { searchFor } from "./find-candidates.ts";
import { byteCounts } from "./find-text.ts";
import { needlesOf } from "./needles.ts";
import { isPlain } from "./plain-layout.ts";
import { byteScanner } from "./scan-bytes.ts";
import { unwrapRecords } from "./unwrap-records.ts";

const from = Date.parse("2026-05-04T08:00:00Z");
const to = Date.parse("2026-05-04T09:00:00Z");

// Few words, so that records and questions meet; some of them look like JSON, like escapes or like other words.
const words = [
  "GetUser",
  "GetUser20150331",
  "GetUser20150331v2",
  "DeleteTrail",
  "AccessDenied",
  "Client.AccessDenied",
  "arn:aws:iam::111122223333:user/alice",
  "arn:aws:sts::111122223333:assumed-role/ops/alice",
  "AKIAIOSFODNN7EXAMPLE",
  "111122223333",
  "ec2.amazonaws.com",
  "203.0.113.7",
  "10.1.2.3",
  "2001:db8::1",
  "root",
  "true",
  "12",
  '{"eventVersion":"1.08"}',
  '},{"eventVersion":"1.08","eventTime":"2026-05-04T08:30:00Z","eventSource":"iam.amazonaws.com"',
  '":[',
  "[",
  "]}",
  "ends with \\",
  "a=b&c<d>'e'",
  "schön 🪨 x",
  'tab\tquote"',
  "/slash/",
];
const word = fc.constantFrom(...words);
const part = fc
  .tuple(word, fc.nat({ max: 6 }), fc.nat({ max: 12 }))
  .map(([text, start, length]) => text.slice(start, start + length));
const time = fc.oneof(
  {
    weight: 60,
    arbitrary: fc
      .integer({ min: from - 600_000, max: to + 600_000 })
      .map((at) => `${new Date(at).toISOString().slice(0, 19)}Z`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "2026-05-04T08:30:00.123Z",
      "2026-05-04T10:30:00+02:00",
      "2026-02-30T08:00:00Z",
      "soon",
    ),
  },
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: word },
  { weight: 1, arbitrary: fc.constantFrom(null, 12, 1.5, true, false, {}, []) },
  { weight: 1, arbitrary: fc.array(word, { maxLength: 2 }) },
);
const nested = fc.oneof(
  { weight: 6, arbitrary: value },
  {
    weight: 4,
    arbitrary: fc.record(
      { bucketName: value, eventName: value, sourceIPAddress: value },
      { requiredKeys: [] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      { eventVersion: fc.constant("1.08"), eventTime: time, eventSource: word, eventName: word },
      { requiredKeys: ["eventVersion"] },
    ),
  },
);
const tagName = fc.constantFrom("eventVersion", "eventTime", "errorCode", "a");
const parameters = fc.oneof(
  { weight: 4, arbitrary: nested },
  { weight: 3, arbitrary: fc.record({ items: fc.array(nested, { maxLength: 3 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ roleName: word, tags: fc.dictionary(tagName, word, { maxKeys: 2 }) }),
  },
);
const identity = fc.oneof(
  value,
  fc.record(
    {
      type: fc.constantFrom("IAMUser", "Root", "AWSService"),
      arn: value,
      userName: value,
      accessKeyId: value,
      invokedBy: fc.constantFrom("ec2.amazonaws.com"),
      sessionContext: fc.record(
        { sessionIssuer: fc.record({ arn: word }), sourceIdentity: word },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ["type"] },
  ),
);
const record = fc.record(
  {
    eventVersion: fc.constant("1.08"),
    userIdentity: identity,
    eventTime: time,
    eventSource: fc.constantFrom("iam.amazonaws.com", "s3.amazonaws.com"),
    eventName: value,
    awsRegion: fc.constant("eu-central-1"),
    sourceIPAddress: value,
    userAgent: value,
    errorCode: value,
    requestParameters: parameters,
    responseElements: parameters,
    eventID: fc.uuid(),
    readOnly: fc.constantFrom(true, false, "true", null),
    resources: fc.array(fc.record({ ARN: word }), { maxLength: 2 }),
    recipientAccountId: fc.constant("111122223333"),
  },
  { requiredKeys: ["eventVersion", "eventTime", "eventSource"] },
);

/** How a writer may differ from CloudTrail and still write the same. */
interface Style {
  shuffled: boolean;
  indent: number;
  escapes: "none" | "html" | "letters" | "slashes" | "non-ascii";
  missesVersion: boolean;
}
const usual: Style = { shuffled: false, indent: 0, escapes: "none", missesVersion: false };
const style: fc.Arbitrary<Style> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(usual) },
  { weight: 1, arbitrary: fc.constant<Style>({ ...usual, shuffled: true }) },
  { weight: 1, arbitrary: fc.constant<Style>({ ...usual, indent: 1 }) },
  { weight: 1, arbitrary: fc.constant<Style>({ ...usual, missesVersion: true }) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom("html", "letters", "slashes", "non-ascii")
      .map((escapes) => ({ ...usual, escapes }) as Style),
  },
);

function textOf(fields: object, { shuffled, indent, escapes, missesVersion }: Style): string {
  const entries = Object.entries(fields).filter(([name]) => !missesVersion || name !== "eventVersion");
  const text = JSON.stringify(Object.fromEntries(shuffled ? entries.reverse() : entries), undefined, indent);
  const code = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  switch (escapes) {
    case "html":
      return text.replace(/[<>&'=]/g, code);
    case "letters":
      return text.replace(/[GAev](?=[a-z])/g, code);
    case "slashes":
      return text.replaceAll("/", "\\/");
    case "non-ascii":
      return text.replace(/[^\x20-\x7e]/g, code);
    default:
      return text;
  }
}

const fileOf = (how: fc.Arbitrary<Style>) =>
  fc
    .array(fc.tuple(record, how), { minLength: 1, maxLength: 5 })
    .map((records) =>
      Buffer.from(`{"Records":[${records.map(([fields, written]) => textOf(fields, written)).join(",")}]}`),
    );
const file = fc.oneof(
  { weight: 3, arbitrary: fileOf(fc.constant(usual)) },
  { weight: 2, arbitrary: fileOf(style) },
);

const literal: fc.Arbitrary<Literal> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant("text" as const),
      text: fc.oneof(word, part),
      openStart: fc.boolean(),
      openEnd: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Literal>({ type: "number", number: 12 }, { type: "boolean", boolean: true }),
  },
);
const literals = fc.array(literal, { minLength: 1, maxLength: 3 });
const fieldTest: fc.Arbitrary<FieldTest> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ op: fc.constant("equals" as const), values: literals }) },
  fc.record({ op: fc.constant("not" as const), values: literals }),
  fc.record({ op: fc.constant("contains" as const), values: literals }),
  fc.record({ op: fc.constant("exists" as const), value: fc.boolean() }),
  fc.record({
    op: fc.constantFrom("inCidr" as const, "notInCidr" as const),
    networks: fc.constantFrom<string[]>(["10.0.0.0/8"], ["203.0.113.0/24", "2001:db8::/32"]),
  }),
  fc.record({
    op: fc.constantFrom("gte" as const, "lt" as const),
    value: fc.constant<Literal>({ type: "number", number: 12 }),
  }),
);
const path = fc.constantFrom(
  "eventName",
  "call",
  "errorCode",
  "sourceIPAddress",
  "ip",
  "key",
  "principal",
  "actor",
  "person",
  "resource",
  "readOnly",
  "userAgent",
  "userIdentity.arn",
  "userIdentity.type",
  "userIdentity.sessionContext.sourceIdentity",
  "requestParameters",
  "requestParameters.items.eventName",
  "requestParameters.items[0]",
  "decode(requestParameters.bucketName).eventVersion",
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => {
  const group = fc.array(tie("condition"), { maxLength: 3 });
  return {
    condition: fc.oneof(
      { depthSize: "small" },
      { weight: 3, arbitrary: fc.record({ path, test: fieldTest }) },
      fc.record({ all: group }),
      fc.record({ any: group }),
      fc.record({ none: group }),
    ),
  };
});

const recordsIn = (raw: Buffer): Record<string, unknown>[] => JSON.parse(raw.toString()).Records;

describe("whatever is asked, of whatever file", { timeout: 60_000 }, () => {
  test("a scan finds what a full reading finds, or leaves the file to it", () => {
    let scanned = 0;
    let found = 0;
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 3 }), condition, (files, where) => {
        const matches = conditionTest(where);
        const scan = byteScanner({ needles: needlesOf(where), matches, from, to, recordBytes: 100_000 });
        for (const raw of files) {
          const result = scan(raw, true);
          if (result === undefined) continue;
          scanned += 1;
          found += result.matches.length;
          const records = recordsIn(raw).flatMap((one) => unwrapRecords(one));
          const inWindow = records.filter(({ eventTime }) => {
            const at = Date.parse(String(eventTime));
            return at >= from && at <= to;
          });
          expect(result.matches).toEqual(inWindow.filter(matches));
          expect(result.first).toEqual(records[0]);
        }
      }),
      { numRuns: 3_000 },
    );
    // Otherwise this test shows nothing.
    expect(scanned).toBeGreaterThan(500);
    expect(found).toBeGreaterThan(100);
  });

  test("of a record the wanted fields come back as they are, and of times within the window those asked about", () => {
    let found = 0;
    const wanted = fc.subarray([
      "userIdentity",
      "eventName",
      "errorCode",
      "requestParameters",
      "eventID",
      "toString",
    ]);
    fc.assert(
      fc.property(file, wanted, fc.integer({ min: from, max: to }), (raw, names, since) => {
        const fields = new Set(["eventTime", ...names]);
        const within = { from: since, to };
        const result = byteScanner({ needles: [], fields, from, to, within, recordBytes: 100_000 })(
          raw,
          false,
        );
        if (result === undefined) return;
        const records = recordsIn(raw).flatMap((one) => unwrapRecords(one));
        const asked = records.filter(({ eventTime }) => {
          const at = Date.parse(String(eventTime));
          return at >= since && at <= to;
        });
        expect(result.matches).toEqual(asked.map((one) => onlyFields(one, fields)));
        found += asked.length;
      }),
      { numRuns: 2_000 },
    );
    expect(found).toBeGreaterThan(500);
  });

  test("no needle of a question misses a record that answers it", () => {
    let met = 0;
    fc.assert(
      fc.property(file, condition, (raw, where) => {
        if (!isPlain(raw, true)) return;
        const matches = conditionTest(where);
        const positions = recordsIn(raw).flatMap((one, at) => (matches(one) ? [at] : []));
        if (positions.length === 0) return;
        for (const needle of needlesOf(where)) {
          const cuts = cutRecords(raw, searchFor(needle, byteCounts(raw)).find(raw));
          if (cuts === undefined) continue;
          met += 1;
          const texts = cuts.map(({ start, end }) => raw.toString("utf8", start, end));
          if (texts.some((text) => !isJson(text))) continue;
          const found = texts.map((text) => JSON.parse(text));
          for (const at of positions) expect(found).toContainEqual(recordsIn(raw)[at]);
        }
      }),
      { numRuns: 4_000 },
    );
    expect(met).toBeGreaterThan(40);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("the records, times and extremes of a file that CloudTrail wrote are counted without parsing it", () => {
  const plain = record.map(({ requestParameters, responseElements, ...fields }) => fields);
  let scanned = 0;
  fc.assert(
    fc.property(fc.array(plain, { minLength: 1, maxLength: 20 }), (records) => {
      const raw = Buffer.from(JSON.stringify({ Records: records }));
      const result = byteScanner({
        needles: [{ texts: ["nowhere to be found"] }],
        matches: () => false,
        from,
        to,
        recordBytes: 100_000,
      })(raw, false);
      if (result === undefined) return;
      scanned += 1;
      const times = records.map(({ eventTime }) => Date.parse(eventTime)).filter((at) => at <= to);
      expect(result.others).toBe(records.length);
      expect(result.newest).toBe(Math.max(...times));
      expect(result.oldest).toBe(Math.min(...times));
    }),
    { numRuns: 1_000 },
  );
  expect(scanned).toBeGreaterThan(100);
});
