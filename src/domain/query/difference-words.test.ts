import { describe, expect, test } from "vitest";
import { plainText } from "../text/text.ts";
import { type Compared, differenceOf } from "./difference.ts";
import { differenceWords } from "./difference-words.ts";
import type { Query, Row } from "./query.ts";

const query: Query = {
  from: "cloudtrail",
  where: { all: [] },
  by: ["principal", "sourceIPAddress"],
  measure: [],
  limit: 100,
  services: "hide",
};
const row = (address: string, count: number, principal = "deploy"): Row => ({
  principal,
  sourceIPAddress: address,
  count,
  first: "2026-11-20T02:00:00Z",
  last: "2026-11-20T02:30:00Z",
});
const answer = (...rows: Row[]): Compared => ({
  columns: ["principal", "sourceIPAddress", "count", "first", "last"],
  rows,
  rowsBeforeLimit: rows.length,
  matched: rows.reduce((sum, { count }) => sum + Number(count), 0),
});
const since = new Date("2026-11-20T02:41:07Z");

const words = (before: Compared, after: Compared, from: Query["from"] = "cloudtrail") =>
  differenceWords(differenceOf({ ...query, from }, before, after), { from, since, before, after });

describe("what came since, in words", () => {
  test("more calls by those who were known", () => {
    const said = words(answer(row("192.0.2.7", 4)), answer(row("192.0.2.7", 7)));
    expect(plainText(said)).toBe(
      "3 more calls since 02:41 UTC, none by a new address, none by a new caller.",
    );
  });

  test("a new address is named, as a value and not as our words", () => {
    const said = words(answer(row("192.0.2.7", 4)), answer(row("192.0.2.7", 4), row("203.0.113.9", 1)));
    expect(plainText(said)).toBe(
      "1 more call since 02:41 UTC, with a new address: 203.0.113.9, none by a new caller.",
    );
    expect(said).toContainEqual({ inserted: "203.0.113.9" });
  });

  test("of many the first three are named", () => {
    const many = [1, 2, 3, 4, 5].map((last) => row(`203.0.113.${last}`, 1));
    expect(plainText(words(answer(), answer(...many), "access-log"))).toContain(
      "5 more requests since 02:41 UTC, with 5 new addresses: 203.0.113.1, 203.0.113.2, 203.0.113.3 and 2 more",
    );
  });

  test("what is gone is told too", () => {
    const said = plainText(
      words(answer(row("192.0.2.7", 4), row("203.0.113.9", 2)), answer(row("192.0.2.7", 4))),
    );
    expect(said).toContain("2 calls fewer than at 02:41 UTC, 1 row gone");
  });

  test("nothing is nothing", () => {
    expect(plainText(words(answer(row("192.0.2.7", 4)), answer(row("192.0.2.7", 4))))).toBe("nothing new.");
  });
});
