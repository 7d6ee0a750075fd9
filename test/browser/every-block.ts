const plain = (text: string) => ({ type: "plain_text", text });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const rich = (text: string) => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
});
const option = (value: string) => ({ text: plain(value.toUpperCase()), value });
const options = ["small", "large"].map(option);
const cell = (text: string) => ({ type: "raw_text", text });
const count = (value: number) => ({ type: "raw_number", value, text: String(value) });
const button = (action_id: string) => ({ type: "button", action_id, text: plain("Press") });
const picture = { type: "image", image_url: "https://example.com/a.png", alt_text: "a cup" };

/** One of every block a message may hold, with every element among them. */
export const everyBlock = [
  { type: "header", text: plain("Every block") },
  { type: "section", text: mrkdwn("*Section*"), fields: [mrkdwn("a"), plain("b")], accessory: picture },
  { type: "divider" },
  {
    type: "actions",
    elements: [
      button("one"),
      {
        type: "workflow_button",
        action_id: "flow",
        text: plain("Workflow"),
        workflow: { trigger: { url: "https://slack.com/shortcuts/1" } },
      },
      { type: "overflow", action_id: "more", options },
      { type: "static_select", action_id: "size", placeholder: plain("Size"), options },
      { type: "external_select", action_id: "leaf", placeholder: plain("Leaves") },
      { type: "users_select", action_id: "who", placeholder: plain("Who") },
      { type: "conversations_select", action_id: "talk", placeholder: plain("Talk") },
      { type: "channels_select", action_id: "place", placeholder: plain("Place") },
      { type: "multi_static_select", action_id: "sizes", placeholder: plain("Sizes"), options },
      { type: "multi_external_select", action_id: "leaves", placeholder: plain("More leaves") },
      { type: "multi_users_select", action_id: "people", placeholder: plain("People") },
      { type: "multi_conversations_select", action_id: "talks", placeholder: plain("Talks") },
      { type: "multi_channels_select", action_id: "places", placeholder: plain("Places") },
      { type: "datepicker", action_id: "day" },
      { type: "timepicker", action_id: "time" },
      { type: "datetimepicker", action_id: "moment" },
      { type: "checkboxes", action_id: "boxes", options },
      { type: "radio_buttons", action_id: "radio", options },
    ],
  },
  ...["plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"].map(
    (type) => ({
      type: "input",
      label: plain(type),
      element: { type, action_id: type, ...(type === "number_input" && { is_decimal_allowed: true }) },
    }),
  ),
  { type: "context", elements: [picture, mrkdwn("context"), plain("words")] },
  {
    type: "context_actions",
    elements: [
      {
        type: "feedback_buttons",
        action_id: "good",
        positive_button: { text: plain("👍"), value: "yes", accessibility_label: "Good" },
        negative_button: { text: plain("👎"), value: "no", accessibility_label: "Bad" },
      },
      { type: "icon_button", action_id: "bin", icon: "trash", text: plain("Delete") },
    ],
  },
  { ...picture, title: plain("An image") },
  { type: "markdown", text: "**Markdown** and `code`" },
  rich("Rich text"),
  {
    type: "table",
    rows: [
      [cell("Address"), cell("Calls")],
      [cell("192.0.2.1"), count(3)],
    ],
  },
  {
    type: "data_table",
    caption: "Calls by address",
    page_size: 2,
    rows: [
      [cell("Address"), cell("Calls")],
      [cell("192.0.2.1"), count(30)],
      [cell("192.0.2.2"), count(4)],
      [cell("192.0.2.3"), count(5)],
    ],
  },
  {
    type: "card",
    hero_image: picture,
    icon: picture,
    title: mrkdwn("Card title"),
    subtitle: mrkdwn("subtitle"),
    body: mrkdwn("body"),
    actions: [button("card")],
  },
  {
    type: "carousel",
    elements: [
      { type: "card", title: mrkdwn("First card") },
      { type: "card", title: mrkdwn("Second card"), actions: [button("second")] },
    ],
  },
  {
    type: "container",
    title: plain("A container"),
    subtitle: mrkdwn("of blocks"),
    has_header_divider: true,
    child_blocks: [{ type: "section", text: mrkdwn("Inside the container") }],
  },
  {
    type: "container",
    title: plain("Fold away"),
    is_collapsible: true,
    default_collapsed: true,
    child_blocks: [{ type: "section", text: mrkdwn("Hidden at first") }],
  },
  {
    type: "plan",
    title: "The plan",
    tasks: [
      { type: "task_card", task_id: "1", title: "Ask CloudTrail", status: "complete", output: rich("found") },
      { type: "task_card", task_id: "2", title: "Decide", status: "pending" },
    ],
  },
  {
    type: "task_card",
    task_id: "3",
    title: "By itself",
    status: "in_progress",
    details: rich("details"),
    sources: [{ type: "url", url: "https://example.com", text: "a source" }],
  },
  {
    type: "video",
    video_url: "https://video.example.com/1",
    thumbnail_url: "https://video.example.com/1.png",
    alt_text: "a film",
    title: plain("A film"),
    author_name: "somebody",
  },
];
