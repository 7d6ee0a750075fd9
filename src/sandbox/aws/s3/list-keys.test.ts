import fc from "fast-check";
import { expect, test } from "vitest";
import { compareKeys } from "./buckets.ts";
import { type KeyPlace, listKeys } from "./list-keys.ts";

const keys = fc
  .uniqueArray(
    fc.string({ unit: fc.constantFrom("a", "b", "/", "ü", "\u{1f4a1}"), minLength: 1, maxLength: 6 }),
    {
      maxLength: 40,
    },
  )
  .map((drawn) => drawn.sort(compareKeys));
const asked = fc.record({
  prefix: fc.constantFrom("", "a", "a/", "/", "b/a"),
  delimiter: fc.constantFrom("", "/", "b"),
});

/** The rule, said without pages. */
function whole(sorted: readonly string[], { prefix, delimiter }: { prefix: string; delimiter: string }) {
  const below = sorted.filter((key) => key.startsWith(prefix));
  const folderOf = (key: string) => {
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    return end === -1 ? undefined : key.slice(0, end + delimiter.length);
  };
  return {
    keys: below.filter((key) => folderOf(key) === undefined),
    prefixes: [...new Set(below.flatMap((key) => folderOf(key) ?? []))],
  };
}

test("the pages of a list, whatever their size, are the list", () => {
  fc.assert(
    fc.property(keys, asked, fc.integer({ min: 1, max: 5 }), (sorted, question, limit) => {
      const found = { keys: [] as string[], prefixes: [] as string[] };
      let place: KeyPlace | undefined;
      do {
        const page = listKeys(sorted, { ...question, place, limit });
        expect(page.keys.length + page.prefixes.length).toBeLessThanOrEqual(limit);
        found.keys.push(...page.keys);
        found.prefixes.push(...page.prefixes);
        place = page.next;
      } while (place !== undefined);
      expect(found).toEqual(whole(sorted, question));
    }),
  );
});

test("a list that is just as long as a page has no further page", () => {
  expect(listKeys(["a", "b"], { prefix: "", delimiter: "", limit: 2 })).toEqual({
    keys: ["a", "b"],
    prefixes: [],
  });
  expect(listKeys(["a/1", "b/1", "b/2"], { prefix: "", delimiter: "/", limit: 2 }).next).toBeUndefined();
});
