import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitRecords } from "./split-records.ts";

const limits = { recordBytes: 2_000, depth: 20 };
const split = (text: string, chunkLength = 7): unknown[] => {
  const found: unknown[] = [];
  const { push, end } = splitRecords(limits, (json) => found.push(JSON.parse(json.toString())));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunkLength) push(bytes.subarray(at, at + chunkLength));
  end();
  return found;
};
const records = [{ a: 1 }, { b: { c: '}]{[\\"' } }, { Records: [1] }, {}];

describe("records are cut out of", () => {
  test.each<[string, string, unknown[]]>([
    ["CloudTrail's own form", JSON.stringify({ Records: records }), records],
    ["the same, pretty-printed", JSON.stringify({ Records: records }, undefined, 2), records],
    [
      "an export with more keys around",
      JSON.stringify({ v: "Records", n: 1, Records: records, after: { x: [{ y: 1 }] } }),
      records,
    ],
    ["LookupEvents output", JSON.stringify({ NextToken: "t", Events: records }), records],
    ["an array", JSON.stringify(records), records],
    [
      "NDJSON",
      records
        .slice(0, 2)
        .map((one) => JSON.stringify(one))
        .join("\n"),
      records.slice(0, 2),
    ],
    [
      "NDJSON of wrapped records",
      `${JSON.stringify({ Records: records })}\r\n${JSON.stringify({ Records: records })}\n`,
      [...records, ...records],
    ],
    [
      "a single record",
      JSON.stringify({ eventName: "x", Recordset: [1] }),
      [{ eventName: "x", Recordset: [1] }],
    ],
    ["a file with a byte order mark", `\ufeff${JSON.stringify(records)}`, records],
    ["an empty list", '{"Records":[]}', []],
    ["an empty array", "[]", []],
    ["an empty file", "", []],
    ["an array with other things in it", '[1,"x",{"a":1},null]', [{ a: 1 }]],
  ])("%s", (_name, text, expected) => {
    for (const chunkLength of [1, 7, 100_000]) expect(split(text, chunkLength)).toEqual(expected);
  });
});

describe("what cannot be cut is refused with the reason", () => {
  test.each([
    ["text", "hello", "does not hold JSON objects"],
    ["a JSON text", '"hello"', "does not hold JSON objects"],
    ["CSV", "a,b\n1,2", "does not hold JSON objects"],
    ["binary", "\u0001\u0002", "does not hold JSON objects"],
    ["a file cut in a record", '{"Records":[{"a":1},{"b', "is cut off"],
    ["a file cut after a record", '{"Records":[{"a":1}', "is cut off"],
    ["a bracket too many", '{"Records":[]}}', "brackets do not match"],
    ["a record too large", JSON.stringify([{ a: "x".repeat(3_000) }]), "a record is larger than 2000 bytes"],
    ["a record without end", `{"a":"${"x".repeat(100_000)}`, "a record is larger than 2000 bytes"],
    ["lists in lists", "[".repeat(30), "nested deeper than 20"],
    ["objects in objects", '{"a":'.repeat(30), "nested deeper than 20"],
  ])("%s", (_name, text, reason) => {
    expect(() => split(text)).toThrow(reason);
  });
});

test("records before the fault were handed over", () => {
  const found: string[] = [];
  const { push, end } = splitRecords(limits, (json) => found.push(json.toString()));
  push(Buffer.from('{"Records":[{"a":1},{"b":2},{"c'));
  expect(end).toThrow("cut off");
  expect(found).toEqual(['{"a":1}', '{"b":2}']);
});

test("any JSON objects come out as they went in, however the bytes are cut", () => {
  const objects = fc.array(
    fc.dictionary(fc.string({ unit: "grapheme", maxLength: 8 }), fc.jsonValue({ maxDepth: 3 }), {
      maxKeys: 4,
    }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(
      objects,
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(0, 2),
      (list, chunkLength, indent) => {
        const plain = JSON.parse(JSON.stringify(list));
        expect(split(JSON.stringify({ Records: list }, undefined, indent), chunkLength)).toEqual(plain);
        expect(split(JSON.stringify(list, undefined, indent), chunkLength)).toEqual(plain);
      },
    ),
    { numRuns: 300 },
  );
});
