import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shellQuote } from "./shell-quote.ts";

test("plain words stay readable, others are quoted", () => {
  expect(shellQuote(["aws", "--start-time", "2026-05-04T08:00:00.000Z", "it's", "$(x)", ""])).toBe(
    "aws --start-time 2026-05-04T08:00:00.000Z 'it'\\''s' '$(x)' ''",
  );
});

test("a shell reads back exactly the words, whatever an intruder wrote", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme-ascii" }), { minLength: 1, maxLength: 5 }), (words) => {
      const read = execFileSync("/bin/sh", ["-c", `printf '%s\\n' ${shellQuote(words)}`], {
        encoding: "utf8",
      });
      expect(read).toBe(words.map((word) => `${word}\n`).join(""));
    }),
    { numRuns: 40 },
  );
});

test("line breaks and direction marks do not reach the clipboard", () => {
  expect(shellQuote(["one\ntwo\u202e"])).toBe("'one two '");
});
