import { describe, expect, test } from "vitest";
import type { Surface } from "./check.ts";
import { blockFaults } from "./validate-blocks.ts";
import { interactiveElements, withIds } from "./walk.ts";

const words = (length: number) => "x".repeat(length);
const plain = (length: number) => ({ type: "plain_text", text: words(length) });
const mrkdwn = (length: number) => ({ type: "mrkdwn", text: words(length) });
const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const button = (index = 0) => ({ type: "button", text: plain(3), action_id: `b${index}` });
const card = (more: object = {}) => ({ type: "card", title: mrkdwn(3), ...more });
const container = (more: object) => ({
  type: "container",
  title: plain(3),
  child_blocks: [{ type: "divider" }],
  ...more,
});
const rich = (text: string) => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
});
const cell = (text = "x") => ({ type: "raw_text", text });
const dataTable = (rows: unknown[], more: object = {}) => ({
  type: "data_table",
  caption: "Calls",
  rows,
  ...more,
});
const task = (more: object = {}) => ({
  type: "task_card",
  task_id: "t1",
  title: "Ask CloudTrail",
  status: "complete",
  ...more,
});
const video = (more: object = {}) => ({
  type: "video",
  video_url: "https://video.example.com/1",
  thumbnail_url: "https://video.example.com/1.png",
  alt_text: "a",
  title: plain(3),
  ...more,
});
const contextActions = (...elements: object[]) => ({ type: "context_actions", elements });
const iconButton = (more: object = {}) => ({
  type: "icon_button",
  icon: "trash",
  text: plain(3),
  ...more,
});
const feedback = (length: number, value = 1) => ({
  type: "feedback_buttons",
  positive_button: { text: plain(length), value: words(value) },
  negative_button: { text: plain(1), value: "no" },
});
const input = (element: object) => ({ type: "input", label: plain(3), element });

const filmApp = { scopes: ["links.embed:write", "files:read"], unfurlDomains: ["example.com"] };
const faults = (block: object, surface: Surface = "message", app = filmApp) =>
  blockFaults([block], surface, "/blocks", app).join("; ");

/** What is just allowed, what is just too much, and the fault that says so. */
const limits: [string, (n: number) => object, number, string, Surface?][] = [
  ["card title", (n) => card({ title: mrkdwn(n) }), 150, "less than 151 characters"],
  ["card subtitle", (n) => card({ subtitle: mrkdwn(n) }), 150, "less than 151 characters"],
  ["card body", (n) => card({ body: mrkdwn(n) }), 200, "less than 201 characters"],
  [
    "card actions",
    (n) => card({ actions: many(n, button) }),
    3,
    "no more than 3 items allowed [json-pointer:/blocks/0/actions]",
  ],
  ["carousel", (n) => ({ type: "carousel", elements: many(n, () => card()) }), 10, "no more than 10 items"],
  ["container title", (n) => container({ title: plain(n) }), 150, "less than 151 characters"],
  ["container subtitle", (n) => container({ subtitle: mrkdwn(n) }), 150, "less than 151 characters"],
  [
    "container children",
    (n) => container({ child_blocks: many(n, () => ({ type: "divider" })) }),
    10,
    "no more than 10 items",
  ],
  ["context actions", (n) => contextActions(...many(n, () => iconButton())), 5, "no more than 5 items"],
  ["feedback text", (n) => contextActions(feedback(n)), 75, "less than 76 characters"],
  ["feedback value", (n) => contextActions(feedback(1, n)), 2000, "less than 2001 characters"],
  ["icon button text", (n) => contextActions(iconButton({ text: plain(n) })), 75, "less than 76 characters"],
  [
    "icon button people",
    (n) => contextActions(iconButton({ visible_to_user_ids: many(n, (index) => `U${index}`) })),
    10,
    "no more than 10 items",
  ],
  [
    "data table rows",
    (n) => dataTable(many(n + 1, () => [cell()])),
    100,
    "no more than 101 items allowed [json-pointer:/blocks/0/rows]",
  ],
  [
    "data table columns",
    (n) => dataTable([many(n, () => cell()), many(n, () => cell())]),
    20,
    "no more than 20 items",
  ],
  [
    "data table text",
    (n) =>
      dataTable([
        [cell(""), cell("")],
        [cell(words(10_000)), cell(words(n - 10_000))],
      ]),
    20_000,
    "characters",
  ],
  [
    "data table page",
    (n) => dataTable([[cell()], [cell()]], { page_size: n }),
    100,
    "less than or equal to 100",
  ],
  ["alert text", (n) => ({ type: "alert", text: plain(n) }), 200, "less than 201 characters", "modal"],
  ["video alt_text", (n) => video({ alt_text: words(n) }), 200, "less than 201 characters"],
  ["video title", (n) => video({ title: plain(n) }), 199, "less than 200 characters"],
  ["video author", (n) => video({ author_name: words(n) }), 49, "less than 50 characters"],
  ["rich text lines", (n) => input({ type: "rich_text_input", max_lines: n }), 100, "equal to 100"],
  ["files", (n) => input({ type: "file_input", max_files: n }), 10, "less than or equal to 10", "modal"],
  [
    "workflow button text",
    (n) => ({
      type: "actions",
      elements: [
        {
          type: "workflow_button",
          text: plain(n),
          workflow: { trigger: { url: "https://slack.com/shortcuts/1" } },
        },
      ],
    }),
    75,
    "less than 76 characters",
  ],
  [
    "external select placeholder",
    (n) => input({ type: "external_select", placeholder: plain(n), min_query_length: 0 }),
    150,
    "less than 151 characters",
  ],
];

describe("limits of the newer blocks and elements", () => {
  test.each(limits)("%s: what fits is taken, one more is refused", (_, build, most, message, surface) => {
    expect(faults(build(most), surface)).toBe("");
    expect(faults(build(most + 1), surface)).toContain(message);
  });

  test("a data table has a header and a row, all of one length", () => {
    expect(faults(dataTable([[cell()]]))).toContain("no fewer than 2 items");
    expect(faults(dataTable([[cell(), cell()], [cell()]]))).toContain(
      "must have as many cells as the header: 2 [json-pointer:/blocks/0/rows/1]",
    );
    expect(faults(dataTable([[rich("a")], [cell()]]))).toContain("rich_text is not allowed in the header");
    const number = { type: "raw_number", value: 3, text: "3" };
    expect(faults(dataTable([[cell()], [number], [rich("a")]], { row_header_column_index: 0 }))).toBe("");
    expect(faults(dataTable([[cell()], [cell()]], { row_header_column_index: 1 }))).toContain("less than 1");
    expect(faults({ ...dataTable([[cell()], [cell()]]), caption: undefined })).toContain("field: caption");
  });

  test("a task by itself cannot be pending, one in a plan can", () => {
    const source = { type: "url", url: "https://example.com", text: "docs" };
    expect(faults(task({ details: rich("a"), output: rich("b"), sources: [source] }))).toBe("");
    expect(faults(task({ status: "pending" }))).toContain("valid enum value");
    expect(faults({ type: "plan", title: "Plan", tasks: [task({ status: "pending" })] })).toBe("");
    expect(faults({ type: "plan", title: "Plan", tasks: [{ type: "section" }] })).toContain(
      "unsupported task",
    );
  });

  test("a card needs something to show, in mrkdwn; a container no second container", () => {
    expect(faults({ type: "card", subtitle: mrkdwn(1) })).toContain("at least one of: hero_image, title");
    expect(faults(card({ title: plain(3) }))).toContain("unsupported text type: plain_text");
    expect(faults(container({ child_blocks: [container({})] }))).toContain(
      "unsupported child type: container",
    );
    expect(faults(container({ title: undefined }))).toContain("at least one of: title, rich_text_title");
    expect(faults(container({ default_collapsed: true }))).toContain("requires is_collapsible");
    expect(faults(container({ default_collapsed: true, is_collapsible: true }))).toBe("");
  });

  test("a video needs its scope, one of the app's domains and HTTPS", () => {
    const nobody = { scopes: [], unfurlDomains: [] };
    expect(faults(video())).toBe("");
    expect(faults(video(), "message", nobody)).toContain("video needs the scope links.embed:write");
    expect(faults(video({ video_url: "https://evil-example.com/1" }))).toContain("unfurl domain");
    expect(faults(video({ title_url: "http://example.com" }))).toContain("HTTPS");
    expect(faults(input({ type: "file_input" }), "modal", nobody)).toContain("needs the scope files:read");
  });

  test("where a block may not stand", () => {
    expect(faults(contextActions(iconButton()), "modal")).toContain("not supported on this surface: modal");
    expect(faults({ type: "actions", elements: [iconButton()] })).toContain("unsupported element type");
    expect(faults(contextActions(button()))).toContain("unsupported element type: button");
    expect(faults({ type: "actions", elements: [{ type: "file_input" }] })).toContain("unsupported");
  });
});

describe("blocks inside blocks", () => {
  const nested = [
    container({
      child_blocks: [
        { type: "actions", elements: [button(1)] },
        { type: "divider", block_id: "twice" },
      ],
    }),
    { type: "carousel", elements: [card({ actions: [button(2)] })] },
    contextActions(feedback(3)),
    { type: "divider", block_id: "twice" },
  ];

  test("their buttons can be pressed, under ids of their own", () => {
    let count = 0;
    const placed = interactiveElements(withIds(nested, (prefix) => `${prefix}${++count}`));
    expect(placed.map(({ element }) => element.type)).toEqual(["button", "button", "feedback_buttons"]);
    expect(new Set(placed.map(({ blockId }) => blockId)).size).toBe(3);
    expect(placed.every(({ blockId, actionId }) => blockId !== "" && actionId !== "")).toBe(true);
  });

  test("an id used inside and outside is used twice", () => {
    expect(blockFaults(nested, "message", "/blocks")).toEqual([
      '`block_id` "twice" already exists [json-pointer:/blocks/3/block_id]',
    ]);
    const alike = card({ actions: [button(), button()] });
    expect(blockFaults([alike], "message", "/blocks")).toEqual([
      '`action_id` "b0" already exists [json-pointer:/blocks/0/actions/1/action_id]',
    ]);
  });
});
