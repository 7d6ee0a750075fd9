import fc from "fast-check";

/** What somebody would write who wants to be more than text, for every reader that a text of theirs comes to. */
const tricks = [
  // Slack
  "<!channel>",
  "<!here>",
  "<!everyone>",
  "<!subteam^S0ABCDEF|@leads>",
  "<@U0LEAD>",
  "<#C0INCIDENTS>",
  "@here",
  "@channel",
  "<https://evil.example|console.aws.amazon.com>",
  "https://evil.example/login",
  "http://198.51.100.9/a",
  "<mailto:a@evil.example|mail>",
  "mailto:a@evil.example",
  "*bold*",
  "_it_",
  "~gone~",
  "`code`",
  "```\nfence\n```",
  ":fire:",
  ":rotating_light:",
  ":aws:",
  "> quoted",
  "&lt;!channel&gt;",
  "&amp;lt;",
  "<!date^1^{date}^https://evil.example|x>",
  "slack://user?team=T1",
  "• item",
  // Markdown and HTML
  "[sign in](https://evil.example)",
  "![x](https://evil.example/a.png)",
  "<img src=x onerror=alert(1)>",
  "<script>alert(1)</script>",
  "**strong**",
  "# heading",
  "\n## Integrity\n",
  "---",
  "| a | b |",
  "\\|",
  "| **x** |",
  "\n> q",
  "\n- item",
  "[ref]: https://evil.example",
  "<https://evil.example>",
  "www.evil.example",
  "[^1]",
  "~~~",
  "````",
  // spreadsheets
  "=1+1",
  "=cmd|' /C calc'!A0",
  "+1+1",
  "-2+3",
  "@SUM(A1)",
  "\t=1+1",
  "\r=1+1",
  "\n=1",
  "＝1+1",
  "＋1",
  "－1",
  "＠SUM(1)",
  ";=1+1",
  ",=1",
  '",=1',
  '"=1"',
  '"\r\n=1+1,"',
  "'=1",
  "﹢1",
  "﹦1",
  // terminals
  "\u001b[31mred\u001b[0m",
  "\u001b]0;title\u0007",
  "\u001b]8;;https://evil.example\u0007x\u001b]8;;\u0007",
  "\u009b2J",
  "\u0007",
  "\u0008",
  "\r",
  "\u0000",
  "\u007f",
  "\u0090q\u009c",
  "\u0085",
  // what a reader does not see
  "\u202Egpj.exe\u202C",
  "\u2066x\u2069",
  "\u200Bzero",
  "\u061C",
  "\u200E",
  "\u200F",
  "\uFEFF",
  "\u{E0041}",
  "\u2028",
  "\u2029",
  "\u00AD",
  "\ud800",
  "\udc00",
  "\u0301\u0301\u0301",
  "\u3164",
  // query languages
  '"',
  "'",
  "''",
  "\\",
  '\\"',
  '" || $.eventName = "*',
  '" }',
  "} {",
  "%.*%",
  '" or 1 like /.*/',
  "' OR '1'='1",
  "'--",
  "; DROP TABLE cloudtrail_logs",
  "| stats count(*)",
  "\n| filter 1",
  "/ or /",
  ") or (",
  "*",
  "**",
  "?",
  "[*]",
  "$" + "{x}",
  "$(id)",
  "`id`",
  "; id",
  "&& id",
  "| id",
  "> /tmp/x",
  "\nid\n",
  "$HOME",
  "!!",
  "#",
  "--endpoint-url=https://evil.example",
  "-n",
  "%s",
  "{{key}}",
  "{{{x}}}",
  "__proto__",
  "constructor",
  // plain
  "AKIAIOSFODNN7EXAMPLE",
  "arn:aws:iam::111122223333:user/alice",
  "203.0.113.7",
  "a",
  " ",
  "",
  "x".repeat(300),
  "👩‍🚒",
  "é",
];

const one = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...tricks) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc.string({
      unit: fc.constantFrom(..."<>@#!|*_~`:&=+-,;\"'\\\n\r\t[](){}$%^/"),
      maxLength: 12,
    }),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
);

/** A text from somebody who means harm. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.array(one, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: one },
  // So long that every limit is met.
  {
    weight: 1,
    arbitrary: fc
      .tuple(one, fc.integer({ min: 50, max: 1_500 }))
      .map(([text, times]) => (text || " ").repeat(times).slice(0, 12_000)),
  },
);

/** Several of them; `take()` hands out one after the other, again from the first when they are used up. */
export const foreign = fc
  .array(hostile, { minLength: 3, maxLength: 6 })
  .map((texts) => ({ texts, toString: () => JSON.stringify(texts) }));
export type Foreign = { texts: string[] };

export function taker({ texts }: Foreign): () => string {
  let at = 0;
  return () => texts[at++ % texts.length] ?? "";
}

/** Characters that act on a terminal, or that change the order in which a text is read. */
export const acting =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
