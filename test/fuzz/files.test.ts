import fc from "fast-check";
import { expect } from "vitest";
import { rowsFile } from "../../src/slack/views/rows-file.ts";
import { isFormula, readCsv } from "./csv-reading.ts";
import { fuzz } from "./fuzz.ts";
import { acting, hostile } from "./hostile.ts";
import { hostileRecord } from "./hostile-record.ts";
import { mrkdwnFaults } from "./slack-reading.ts";

const cell = fc.oneof(
  { weight: 8, arbitrary: hostile },
  fc.integer({ min: -10_000, max: 10_000 }),
  fc.boolean(),
  fc.constant(null),
);
const columns = fc.uniqueArray(fc.oneof(fc.constantFrom("userAgent", "count", "eventName"), hostile), {
  minLength: 1,
  maxLength: 4,
});
const rows = columns.chain((names) =>
  fc.record({
    columns: fc.constant(names),
    rows: fc.array(fc.array(cell, { minLength: names.length, maxLength: names.length }), { maxLength: 3 }),
    words: hostile,
  }),
);

fuzz(
  "no cell of the rows file is a formula, whichever separator the spreadsheet takes, and none escapes its place",
  "files",
  rows,
  (given) => {
    const record = hostileRecord({ texts: [given.words] });
    const kept = given.rows.map((cells) =>
      Object.fromEntries(given.columns.map((column, at) => [column, cells[at] ?? null])),
    );
    const file = rowsFile(record.incident(), record.run(), { columns: given.columns, rows: kept });

    const read = readCsv(file.content);
    expect(read.map((cells) => cells.length)).toEqual(
      Array.from({ length: kept.length + 1 }, () => given.columns.length),
    );
    for (const separator of [",", ";", "\t", "|"])
      for (const line of readCsv(file.content, separator))
        expect(line.filter(isFormula), separator).toEqual([]);
    expect(file.content.replace(/[\r\n]/g, "")).not.toMatch(acting);
    for (const value of read.flat()) expect(value).not.toMatch(/^[\t\r]/);
    // Numbers are numbers still.
    for (const [line, cells] of given.rows.entries())
      for (const [at, value] of cells.entries())
        if (typeof value === "number" && (value >= 0 || at > 0))
          expect(read[line + 1]?.[at]).toBe(String(value));

    expect(file.name).toMatch(/^[\w.-]+$/);
    expect(file.title).not.toMatch(acting);
    expect(mrkdwnFaults(file.comment)).toEqual([]);
  },
);
