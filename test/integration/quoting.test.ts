import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSqlText, sqlLike, sqlText } from "../../src/aws/athena/sql-text.ts";
import { insightsRegex, insightsText, isInsightsText } from "../../src/aws/insights/insights-text.ts";
import { patternValue } from "../../src/aws/log-group/filter-pattern-value.ts";
import { compileSql } from "../../src/sandbox/aws/athena/sql-evaluate.ts";
import { parseSelect } from "../../src/sandbox/aws/athena/sql-parser.ts";
import { parseQuery } from "../../src/sandbox/aws/insights/parse-query.ts";
import { runQuery } from "../../src/sandbox/aws/insights/run-query.ts";
import { compileFilterPattern } from "../../src/sandbox/aws/logs/filter-pattern.ts";

/** Signs of every language in question, and what stands near them. */
const signs = [
  "'",
  '"',
  "\\",
  "%",
  "_",
  "!",
  "*",
  "$",
  "{",
  "}",
  "(",
  ")",
  "||",
  "&&",
  "|",
  "#",
  "--",
  ";",
  "/",
  "[",
  "]",
  "^",
  ".",
  "\n",
  "\u202e",
  "ü",
  "a",
  "B",
  "7",
  " ",
];
const nasty = fc.oneof(
  fc.array(fc.constantFrom(...signs), { maxLength: 8 }).map((parts) => parts.join("")),
  fc.string({ unit: "grapheme-composite", maxLength: 12 }),
);
/** A text, and another that is it, holds it, is near it or is far from it. */
const pair = nasty.chain((text) =>
  fc.record({
    text: fc.constant(text),
    other: fc.oneof(
      fc.constant(text),
      nasty.map((more) => `${text}${more}`),
      nasty.map((more) => `${more}${text}`),
      fc.constant(text.toUpperCase()),
      fc.constant(text.replace(/[%_*.]/g, "x")),
      nasty,
    ),
    openStart: fc.boolean(),
    openEnd: fc.boolean(),
  }),
);
type Pair = { text: string; other: string; openStart: boolean; openEnd: boolean };

/** What the author of a query means by a text that is open at its ends. */
function means({ text, other, openStart, openEnd }: Pair): boolean {
  if (openStart && openEnd) return other.includes(text);
  if (openStart) return other.endsWith(text);
  return openEnd ? other.startsWith(text) : other === text;
}

const numRuns = 3_000;
const group = {
  name: "g",
  arn: "arn:aws:logs:eu-central-1:111122223333:log-group:g",
  region: "eu-central-1",
};

/** Whether Insights, as the sandbox reads it, finds an event by a condition on `f`. */
function insightsFinds(condition: string, value: string): boolean {
  const { commands } = parseQuery(`fields @message | filter ${condition}`);
  const message = JSON.stringify({ f: value });
  const event = { stream: "s", timestamp: 1, ingestedAt: 1, order: 1, message };
  const found = runQuery(commands, [{ group: group as never, event }], { limit: 1, now: 1 });
  return found.rows.length > 0;
}

describe("a value means itself in each language, whatever it holds", () => {
  test("SQL: a text is read back as it was", () => {
    fc.assert(
      fc.property(nasty.filter(isSqlText), (text) => {
        const [column] = parseSelect(`SELECT ${sqlText(text)} FROM t`).columns;
        expect(column).toMatchObject({ kind: "value", value: text });
      }),
      { numRuns },
    );
  });

  test("SQL: LIKE matches what is meant, and nothing else", () => {
    let matched = 0;
    fc.assert(
      fc.property(
        pair.filter(({ text }) => isSqlText(text)),
        (asked) => {
          const { where } = parseSelect(`SELECT f FROM t WHERE f LIKE ${sqlLike(asked)}`);
          const finds = where && compileSql(where, { f: null })({ f: asked.other });
          if (finds) matched += 1;
          expect(finds).toBe(means(asked));
        },
      ),
      { numRuns },
    );
    expect(matched).toBeGreaterThan(numRuns / 10);
  });

  test("filter pattern: what may be written matches what is meant; exactly, where it claims so", () => {
    let [matched, missed] = [0, 0];
    fc.assert(
      fc.property(pair, (asked) => {
        const { other, ...literal } = asked;
        const value = patternValue({ type: "text", ...literal });
        if (value === undefined) return;
        const finds =
          compileFilterPattern(`{ $.f = ${value.quoted} }`)(JSON.stringify({ f: other })) !== undefined;
        if (finds) matched += 1;
        else missed += 1;
        if (value.exact) expect(finds).toBe(means(asked));
        else expect(finds || !means(asked)).toBe(true);
      }),
      { numRuns },
    );
    expect(Math.min(matched, missed)).toBeGreaterThan(numRuns / 20);
  });

  test("Logs Insights: what may be written is compared as it is, quoted and in a regular expression", () => {
    let matched = 0;
    const plain = fc.string({ unit: fc.constantFrom(..."aB7 _.:@+,/-"), minLength: 1, maxLength: 6 });
    const values = fc.oneof(
      pair,
      fc.record({ text: plain, other: plain, openStart: fc.boolean(), openEnd: fc.boolean() }),
    );
    fc.assert(
      fc.property(values, (asked) => {
        const { text, other, openStart, openEnd } = asked;
        if (!isInsightsText(text)) return;
        // A number equals another one that is written otherwise.
        if (!/^[\d.e+-]*$/i.test(text))
          expect(insightsFinds(`f = ${insightsText(text)}`, other)).toBe(other === text);
        expect(insightsFinds(`f like ${insightsText(text)}`, other)).toBe(other.includes(text));
        const regex = insightsRegex(text);
        if (regex === undefined || /[\n\r]/.test(other)) return;
        const finds = insightsFinds(`f like /${openStart ? "" : "^"}${regex}${openEnd ? "" : "$"}/`, other);
        if (finds) matched += 1;
        expect(finds).toBe(means(asked));
      }),
      { numRuns },
    );
    expect(matched).toBeGreaterThan(numRuns / 100);
  });

  test.each(["'", '"', "\\", "\u202e", "\n", "*", ""])(
    "what a language cannot be trusted with is refused: %j",
    (text) => {
      expect(() => insightsText(text)).toThrow(RangeError);
      if (/\p{C}/u.test(text)) expect(() => sqlText(text)).toThrow(RangeError);
    },
  );
});
