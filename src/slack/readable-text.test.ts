import fc from "fast-check";
import { expect, test } from "vitest";
import { readableText } from "./readable-text.ts";
import { escapeText, unescapeText } from "./views/foreign-text.ts";

test("whatever a person types comes back as they typed it", () => {
  const typed = fc
    .array(
      fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("&", "<", ">", "&lt;", "&amp;", "amp;", "|")),
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(typed, (text) => {
      expect(unescapeText(escapeText(text))).toBe(text);
      expect(readableText(escapeText(text), () => "mention")).toBe(text);
    }),
  );
});

test.each([
  ["&amp;lt;", "&lt;"],
  ["&amp;amp;lt;", "&amp;lt;"],
  ["a &lt; b &gt; c &amp; d", "a < b > c & d"],
  ["&quot; &#60; &nbsp;", "&quot; &#60; &nbsp;"],
])("%s is unescaped once, and only Slack's three signs are", (text, read) => {
  expect(unescapeText(text)).toBe(read);
});

test("both sides of a link come as characters, and what they are put into is not unescaped again", () => {
  const seen: unknown[] = [];
  const read = readableText(
    "see <https://a.example/?x=1&amp;y=2|a &amp;amp; b> &amp; <@U0LEAD>",
    (...parts) => {
      seen.push(parts);
      return "&lt;";
    },
  );
  expect(read).toBe("see &lt; & &lt;");
  expect(seen).toEqual([
    ["https://a.example/?x=1&y=2", "a &amp; b"],
    ["@U0LEAD", undefined],
  ]);
});
