import { describe, expect, test } from "vitest";
import { parseInline, parseMrkdwn } from "./mrkdwn.ts";

describe("mrkdwn", () => {
  test("escaped text shows what was written and acts on nothing", () => {
    expect(parseMrkdwn("&lt;!channel&gt; &amp;amp; &lt;@U0LEAD&gt;")).toEqual([
      { kind: "text", text: "<!channel> &amp; <@U0LEAD>" },
    ]);
  });
  test("mentions, channels, groups and broadcasts are references", () => {
    expect(
      parseInline("<@U1> <#C1|ops> <!subteam^S1|@team> <!here>").filter((node) => node.kind !== "text"),
    ).toEqual([
      { kind: "user", id: "U1", label: undefined },
      { kind: "channel", id: "C1", label: "ops" },
      { kind: "group", id: "S1", label: "@team" },
      { kind: "broadcast", range: "here" },
    ]);
  });
  test("a reference inside backticks still acts", () => {
    expect(parseInline("`<!channel>`")).toEqual([
      { kind: "code", children: [{ kind: "broadcast", range: "channel" }] },
    ]);
  });
  test("only web and mail links are links", () => {
    expect(parseInline("<javascript:alert(1)|go>")).toEqual([
      { kind: "text", text: "<javascript:alert(1)|go>" },
    ]);
    expect(parseInline("<https://example.com/?a=1&amp;b=2|go>")).toEqual([
      { kind: "link", href: "https://example.com/?a=1&b=2", children: [{ kind: "text", text: "go" }] },
    ]);
  });
  test("a bare web address is linked, without the full stop after it", () => {
    expect(parseInline("see https://example.com/a?b=1&amp;c.")).toEqual([
      { kind: "text", text: "see " },
      {
        kind: "link",
        href: "https://example.com/a?b=1&c",
        children: [{ kind: "text", text: "https://example.com/a?b=1&c" }],
      },
      { kind: "text", text: "." },
    ]);
  });
  test("emphasis needs its marks at word edges", () => {
    expect(parseInline("a*b*c 2*3*4")).toEqual([{ kind: "text", text: "a*b*c 2*3*4" }]);
    expect(parseInline("*bold _both_*.")).toEqual([
      {
        kind: "bold",
        children: [
          { kind: "text", text: "bold " },
          { kind: "italic", children: [{ kind: "text", text: "both" }] },
        ],
      },
      { kind: "text", text: "." },
    ]);
    expect(parseInline("snake_case_name")).toEqual([{ kind: "text", text: "snake_case_name" }]);
  });
  test("code keeps stars, and a fence keeps lines", () => {
    expect(parseInline("`*not bold*`")).toEqual([
      { kind: "code", children: [{ kind: "text", text: "*not bold*" }] },
    ]);
    expect(parseMrkdwn("```\na\n*b*\n```")).toEqual([
      { kind: "pre", children: [{ kind: "text", text: "a\n*b*" }] },
    ]);
  });
  test("quoted lines become one quote", () => {
    expect(parseMrkdwn("&gt; one\n&gt; two\nafter")).toEqual([
      {
        kind: "quote",
        children: [{ kind: "text", text: "one" }, { kind: "break" }, { kind: "text", text: "two" }],
      },
      { kind: "text", text: "after" },
    ]);
  });
  test("dates keep their format and their fallback", () => {
    expect(parseInline("<!date^1700000000^{date_short_pretty} {time}|then>")).toEqual([
      { kind: "date", timestamp: 1700000000, format: "{date_short_pretty} {time}", fallback: "then" },
    ]);
  });
});
