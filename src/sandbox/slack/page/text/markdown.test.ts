import { expect, test } from "vitest";
import { inlineToMrkdwn, parseMarkdown } from "./markdown.ts";

test("the parts of a Markdown text are told apart", () => {
  const source =
    "# Title\n\nWords\nmore\n\n1. one\n2. two\n\n> said\n\n```\n*raw*\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n---";
  expect(parseMarkdown(source)).toEqual([
    { kind: "heading", level: 1, text: "Title" },
    { kind: "paragraph", text: "Words\nmore" },
    { kind: "list", ordered: true, items: ["one", "two"] },
    { kind: "quote", text: "said" },
    { kind: "fence", text: "*raw*" },
    { kind: "table", head: ["a", "b"], rows: [["1", "2"]] },
    { kind: "rule" },
  ]);
});

test("any text ends, whatever it holds", () => {
  for (const odd of ["|", "#", "1.", "- ", "```", "****", "| a\n|-", "a\n1. b"])
    expect(Array.isArray(parseMarkdown(odd))).toBe(true);
});

test("inline Markdown becomes mrkdwn, and angle brackets stay text", () => {
  expect(inlineToMrkdwn("**b** *i* ~~s~~ `**c**` [go](https://example.com) <!channel>")).toBe(
    "*b* _i_ ~s~ `**c**` <https://example.com|go> &lt;!channel&gt;",
  );
});
