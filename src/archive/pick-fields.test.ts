import fc from "fast-check";
import { expect, test } from "vitest";
import { fieldPicker } from "./pick-fields.ts";

const pick = (text: string, ...names: string[]) => {
  const raw = Buffer.from(`[${text},{}]`);
  return fieldPicker(new Set(names))(raw, { start: 1, end: raw.length - 4 });
};
const tried = (text: string, ...names: string[]) => {
  try {
    return pick(text, ...names);
  } catch {
    return undefined;
  }
};

const names = ["a", "b", "eventName", "eventTime", "ü", 'quoted"', "back\\slash", "constructor"];
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom("ends with \\", 'a "quote"', "}]{[", "", '","a":"', "schön 🪨", 1e21, -0.5, null, [], {}),
);

test("the fields of any object are read as JSON.parse reads them", () => {
  let picked = 0;
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value), fc.subarray(names), (object, wanted) => {
      const text = JSON.stringify(object);
      const found = tried(text, ...wanted);
      if (found === undefined) return;
      picked += 1;
      const parsed: Record<string, unknown> = JSON.parse(text);
      expect(found).toEqual(
        Object.fromEntries(Object.entries(parsed).filter(([name]) => wanted.includes(name))),
      );
    }),
    { numRuns: 1_000 },
  );
  expect(picked).toBeGreaterThan(100);
});

test.each([
  ["two objects", '{"a":1},{"a":2}'],
  ["half an object", '{"a":{"b":1}'],
  ["a name behind an escape", '{"\\u0061":1}'],
  ["spaces", '{ "a": 1 }'],
  ["a value that goes on", '{"a":1 "b":2}'],
  ["text that does not end", '{"a":"b\\"}'],
  ["no value", '{"a":,"b":1}'],
  ["a word that is none", '{"a":tru}'],
  ["no object", '["a"]'],
])("what is %s is left to JSON.parse", (_, text) => {
  expect(tried(text, "a", "b")).toBeUndefined();
});

test("of a name that comes twice the last counts", () => {
  expect(pick('{"a":1,"b":2,"a":{"b":3}}', "a")).toEqual({ a: { b: 3 } });
});
