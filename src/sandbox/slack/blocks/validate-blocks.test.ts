import { describe, expect, test } from "vitest";
import { blockFaults } from "./validate-blocks.ts";

const words = (length: number) => "x".repeat(length);
const plain = (length: number) => ({ type: "plain_text", text: words(length) });
const mrkdwn = (length: number) => ({ type: "mrkdwn", text: words(length) });
const option = (value = "a", text = 75) => ({ text: plain(text), value });
const options = (count: number) => Array.from({ length: count }, (_, index) => option(String(index), 5));
const button = (more: object = {}) => ({ type: "button", text: plain(5), ...more });
const actions = (...elements: object[]) => ({ type: "actions", elements });
const select = (more: object) => actions({ type: "static_select", ...more });
const input = (element: object) => ({ type: "input", label: plain(5), element });
const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const cell = { type: "raw_text", text: "x" };
const confirm = (title: number, text: number, deny: number) => ({
  confirm: { title: plain(title), text: plain(text), confirm: plain(3), deny: plain(deny) },
});

/** What is just allowed, what is just too much, and the fault that says so. */
const limits: [string, (n: number) => object, number, string][] = [
  [
    "section text",
    (n) => ({ type: "section", text: mrkdwn(n) }),
    3000,
    "less than 3001 characters [json-pointer:/blocks/0/text/text]",
  ],
  [
    "section fields",
    (n) => ({ type: "section", fields: many(n, () => mrkdwn(1)) }),
    10,
    "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
  ],
  [
    "a section field",
    (n) => ({ type: "section", fields: [mrkdwn(n)] }),
    2000,
    "less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
  ],
  ["header text", (n) => ({ type: "header", text: plain(n) }), 150, "less than 151 characters"],
  [
    "actions",
    (n) => actions(...many(n, (index) => button({ action_id: `b${index}` }))),
    25,
    "no more than 25 items",
  ],
  ["context", (n) => ({ type: "context", elements: many(n, () => mrkdwn(1)) }), 10, "no more than 10 items"],
  [
    "block_id",
    (n) => ({ type: "divider", block_id: words(n) }),
    255,
    "less than 256 characters [json-pointer:/blocks/0/block_id]",
  ],
  ["action_id", (n) => actions(button({ action_id: words(n) })), 255, "less than 256 characters"],
  ["button text", (n) => actions(button({ text: plain(n) })), 75, "less than 76 characters"],
  ["button value", (n) => actions(button({ value: words(n) })), 2000, "less than 2001 characters"],
  ["button url", (n) => actions(button({ url: words(n) })), 3000, "less than 3001 characters"],
  ["confirm title", (n) => actions(button(confirm(n, 5, 3))), 100, "less than 101 characters"],
  ["confirm text", (n) => actions(button(confirm(5, n, 3))), 300, "less than 301 characters"],
  ["confirm button", (n) => actions(button(confirm(5, 5, n))), 30, "less than 31 characters"],
  ["select options", (n) => select({ options: options(n) }), 100, "no more than 100 items"],
  [
    "option groups",
    (n) => select({ option_groups: many(n, () => ({ label: plain(5), options: options(1) })) }),
    100,
    "no more than 100 items",
  ],
  ["option text", (n) => select({ options: [option("a", n)] }), 75, "less than 76 characters"],
  ["option value", (n) => select({ options: [option(words(n))] }), 75, "less than 76 characters"],
  [
    "placeholder",
    (n) => select({ options: options(1), placeholder: plain(n) }),
    150,
    "less than 151 characters",
  ],
  ["overflow options", (n) => actions({ type: "overflow", options: options(n) }), 5, "no more than 5 items"],
  ["checkboxes", (n) => actions({ type: "checkboxes", options: options(n) }), 10, "no more than 10 items"],
  [
    "radio buttons",
    (n) => actions({ type: "radio_buttons", options: options(n) }),
    10,
    "no more than 10 items",
  ],
  [
    "input label",
    (n) => ({ ...input({ type: "plain_text_input" }), label: plain(n) }),
    2000,
    "less than 2001 characters",
  ],
  [
    "input hint",
    (n) => ({ ...input({ type: "plain_text_input" }), hint: plain(n) }),
    2000,
    "less than 2001 characters",
  ],
  [
    "input max_length",
    (n) => input({ type: "plain_text_input", max_length: n }),
    3000,
    "less than or equal to 3000",
  ],
  [
    "image alt_text",
    (n) => ({ type: "image", image_url: "https://example.com/a.png", alt_text: words(n) }),
    2000,
    "less than 2001 characters",
  ],
  ["markdown", (n) => ({ type: "markdown", text: words(n) }), 12_000, "less than 12001 characters"],
  ["table rows", (n) => ({ type: "table", rows: many(n, () => [cell]) }), 100, "no more than 100 items"],
  ["table cells", (n) => ({ type: "table", rows: [many(n, () => cell)] }), 20, "no more than 20 items"],
];

describe("Block Kit limits", () => {
  test.each(limits)(
    "%s: what fits is taken, one more is refused with its place",
    (_, build, most, message) => {
      expect(blockFaults([build(most)], "message", "/blocks")).toEqual([]);
      expect(blockFaults([build(most + 1)], "message", "/blocks").join()).toContain(message);
    },
  );

  test("a message holds 50 blocks, a modal and a Home tab 100", () => {
    const dividers = (count: number) => many(count, () => ({ type: "divider" }));
    expect(blockFaults(dividers(50), "message", "/blocks")).toEqual([]);
    expect(blockFaults(dividers(51), "message", "/blocks")).toEqual([
      "no more than 50 items allowed [json-pointer:/blocks]",
    ]);
    expect(blockFaults(dividers(100), "modal", "/view/blocks")).toEqual([]);
    expect(blockFaults(dividers(101), "home", "/view/blocks")).toHaveLength(1);
  });

  test("emoji count as one character each, as Slack counts", () => {
    expect(
      blockFaults(
        [{ type: "header", text: { type: "plain_text", text: "🪨".repeat(150) } }],
        "message",
        "/blocks",
      ),
    ).toEqual([]);
  });
});

describe("what makes blocks invalid", () => {
  const fault = (block: object, surface: "message" | "modal" = "message") =>
    blockFaults([block], surface, "/blocks").join("; ");
  test.each([
    [
      "an unknown block",
      { type: "data_visualization" },
      "unsupported type: data_visualization [json-pointer:/blocks/0/type]",
    ],
    ["a block without a type", {}, "missing required field: type [json-pointer:/blocks/0]"],
    ["a section with nothing to say", { type: "section" }, "must define at least one of: text, fields"],
    [
      "an empty text",
      { type: "section", text: { type: "mrkdwn", text: "" } },
      "must be more than 0 characters",
    ],
    [
      "emoji on mrkdwn",
      { type: "section", text: { ...mrkdwn(1), emoji: true } },
      "invalid additional property: emoji [json-pointer:/blocks/0/text]",
    ],
    ["a mrkdwn header", { type: "header", text: mrkdwn(1) }, "unsupported text type: mrkdwn"],
    [
      "a field Slack does not know",
      { type: "divider", colour: "red" },
      "invalid additional property: colour",
    ],
    ["an actions block without elements", { type: "actions", elements: [] }, "no fewer than 1 items allowed"],
    [
      "a text field among buttons",
      actions({ type: "plain_text_input" }),
      "unsupported element type: plain_text_input",
    ],
    ["a button as an input", input(button()), "unsupported element type: button"],
    ["a style nobody knows", actions(button({ style: "loud" })), "valid enum value"],
    [
      "options and groups at once",
      select({ options: options(1), option_groups: [] }),
      "exactly one of: options, option_groups",
    ],
    [
      "an initial option that is not offered",
      select({ options: options(1), initial_option: option("z") }),
      "must match one of the options",
    ],
    ["a date that is none", actions({ type: "datepicker", initial_date: "1 May" }), "YYYY-MM-DD"],
    [
      "an image with two sources",
      { type: "image", alt_text: "x", image_url: "u", slack_file: { id: "F1" } },
      "exactly one of: image_url, slack_file",
    ],
    [
      "an unknown rich-text leaf",
      { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "blink" }] }] },
      "unsupported element type: blink",
    ],
    [
      "a link in a code block's user",
      {
        type: "rich_text",
        elements: [{ type: "rich_text_preformatted", elements: [{ type: "user", user_id: "U1" }] }],
      },
      "unsupported element type: user",
    ],
    ["a file block", { type: "file", source: "remote" }, "unsupported type: file"],
    ["an alert in a message", { type: "alert", text: plain(5) }, "not supported on this surface: message"],
  ])("%s", (_, block, message) => {
    expect(fault(block)).toContain(message);
  });

  test("a table, and markdown, outside messages", () => {
    expect(fault({ type: "table", rows: [[cell]] }, "modal")).toContain(
      "not supported on this surface: modal",
    );
    expect(fault({ type: "markdown", text: "x" }, "modal")).toContain("not supported on this surface: modal");
    expect(fault({ type: "alert", text: plain(5) }, "modal")).toBe("");
  });

  test("two tables in a message, and ids used twice", () => {
    const table = { type: "table", rows: [[cell]] };
    expect(blockFaults([table, table], "message", "/blocks").join()).toContain("only one table");
    const twice = [
      { type: "divider", block_id: "a" },
      { type: "divider", block_id: "a" },
    ];
    expect(blockFaults(twice, "message", "/blocks")).toEqual([
      '`block_id` "a" already exists [json-pointer:/blocks/1/block_id]',
    ]);
    const buttons = actions(button({ action_id: "b" }), button({ action_id: "b" }));
    expect(blockFaults([buttons], "message", "/blocks")).toEqual([
      '`action_id` "b" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ]);
  });

  test("every rich-text part and leaf we use is taken", () => {
    const leaves = [
      { type: "text", text: "a", style: { bold: true, code: true } },
      { type: "link", url: "https://example.com", text: "b" },
      { type: "user", user_id: "U1" },
      { type: "channel", channel_id: "C1" },
      { type: "usergroup", usergroup_id: "S1" },
      { type: "emoji", name: "eyes" },
      { type: "broadcast", range: "here" },
      { type: "date", timestamp: 1_700_000_000, format: "{date}", fallback: "then" },
    ];
    const section = { type: "rich_text_section", elements: leaves };
    const elements = [
      section,
      { type: "rich_text_list", style: "bullet", elements: [section], indent: 1 },
      { type: "rich_text_quote", elements: leaves },
      { type: "rich_text_preformatted", elements: [leaves[0], leaves[1]] },
    ];
    expect(blockFaults([{ type: "rich_text", elements }], "message", "/blocks")).toEqual([]);
  });
});
