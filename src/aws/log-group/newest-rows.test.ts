import { expect, test } from "vitest";
import type { Query } from "../../domain/query/query.ts";
import { createNewestRows } from "./newest-rows.ts";

const newestFirst: Query = {
  from: "cloudtrail",
  where: { all: [] },
  measure: [],
  order: { column: "eventTime", descending: true },
  limit: 2,
  services: "hide",
};

test("reading stops when nothing unread can be among the newest rows", () => {
  const rows = createNewestRows(newestFirst);
  rows.add([9_000]);
  expect(rows.enough(1_000)).toBe(false);
  rows.add([8_000]);
  expect(rows.enough(7_000)).toBe(true);
});

test("the second of the last row is read to its end", () => {
  const rows = createNewestRows(newestFirst);
  rows.add([9_000, 8_000]);
  expect(rows.enough(8_000)).toBe(false);
});

test.each<[string, Partial<Query>]>([
  ["groups", { by: ["principal"] }],
  ["time buckets", { perSeconds: 300 }],
  ["measures", { measure: [{ name: "distinct(key)", of: "distinct", path: "key" }] }],
  ["rows oldest first", { order: undefined }],
  ["another order", { order: { column: "eventName", descending: true } }],
])("%s need everything to be read", (_, change) => {
  const rows = createNewestRows({ ...newestFirst, ...change });
  rows.add([9_000, 8_000, 7_000]);
  expect(rows.enough(0)).toBe(false);
});
