import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { InputError } from "../errors.ts";
import { plainText } from "../text/text.ts";
import { fillCommand } from "./command.ts";
import { parseExpression } from "./expression.ts";
import { RunbookError } from "./fault.ts";
import { parseRunbook } from "./parse-runbook.ts";
import { fillLeaf, fillText, parseTemplate } from "./template.ts";
import { parseWindow } from "./window.ts";

const nasty = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.string({
    unit: fc.constantFrom(..."{}#>/~!&.*`'\"$\\\n<@[]()=-", "key", "{{", "}}", "__proto__"),
    maxLength: 30,
  }),
);

/** Throws whatever is not a refusal in our words. */
function refusedOr(read: () => unknown, kind: typeof InputError | typeof RunbookError = InputError): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof kind)) throw error;
  }
}

test("whatever a value holds, it stays one inserted piece and the author's words stay theirs", () => {
  fc.assert(
    fc.property(nasty, (value) => {
      const parts = fillText("By {{who}}, *not* `me`.", () => value);
      expect(parts).toEqual([{ author: "By " }, { inserted: value }, { author: ", *not* `me`." }]);
      expect(fillLeaf("{{who}}", () => value)).toEqual({ value });
      expect(fillLeaf("a{{who}}*", () => value)).toEqual({
        segments: [{ author: "a" }, { inserted: value }, { author: "*" }],
      });
    }),
  );
});

test("whatever a value holds, the shell reads it as one word", () => {
  fc.assert(
    fc.property(nasty, (value) => {
      const word = plainText(fillCommand("{{who}}", () => value));
      expect(word).toMatch(/^(?:[A-Za-z0-9_+=,.@:/-]+|(?:'[^']*'|\\')+)$/);
      expect(word).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }),
  );
});

test("whatever is written as a template, a rule, a window or a file, it is read or refused in our words", () => {
  const sound = readFileSync(
    new URL("../../../test/fixtures/runbooks/sound/small-and-sound.md", import.meta.url),
    "utf8",
  );
  fc.assert(
    fc.property(nasty, fc.nat(sound.length), (text, at) => {
      refusedOr(() => parseTemplate(text));
      refusedOr(() => parseExpression(text));
      refusedOr(() => parseWindow(text));
      refusedOr(() => parseRunbook(text, "x.md"), RunbookError);
      refusedOr(
        () => parseRunbook(sound.slice(0, at) + text + sound.slice(at), "small-and-sound.md"),
        RunbookError,
      );
    }),
    { numRuns: 40 },
  );
});
