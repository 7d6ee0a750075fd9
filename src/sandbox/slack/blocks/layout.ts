import { isFields } from "../json.ts";
import {
  all,
  anyOf,
  anything,
  byType,
  type Check,
  exactlyOne,
  list,
  object,
  oneOf,
  only,
  text,
  yesOrNo,
} from "./check.ts";
import {
  accessoryElement,
  actionsElement,
  contextActionsElement,
  image,
  imageSource,
  inputElement,
} from "./elements.ts";
import { card, carousel, planBlock, taskCard, videoBlock } from "./rich-layout.ts";
import { richTextBlock } from "./rich-text.ts";
import { dataTable, tableBlock } from "./tables.ts";
import { anyText, blockId, plainText } from "./text-objects.ts";

const isType = anything;
const id = { block_id: blockId };

const contextElement = byType(
  () => ({ image, plain_text: anyText(3000), mrkdwn: anyText(3000) }),
  "element type",
);

/** Blocks that may also stand inside a container. */
const childBlocks: Record<string, Check> = {
  section: all(
    object(
      { type: isType },
      {
        ...id,
        text: anyText(3000),
        fields: list(anyText(2000), { most: 10 }),
        accessory: accessoryElement,
        expand: yesOrNo,
      },
    ),
    anyOf("text", "fields"),
  ),
  actions: object({ type: isType, elements: list(actionsElement, { most: 25 }) }, id),
  context: object({ type: isType, elements: list(contextElement, { most: 10 }) }, id),
  header: object({ type: isType, text: plainText(150) }, id),
  divider: object({ type: isType }, id),
  image: all(
    object({ type: isType, alt_text: text(2000) }, { ...id, ...imageSource, title: plainText(2000) }),
    exactlyOne("image_url", "slack_file"),
  ),
  input: object(
    { type: isType, label: plainText(2000), element: inputElement },
    { ...id, hint: plainText(2000), optional: yesOrNo, dispatch_action: yesOrNo },
  ),
  rich_text: richTextBlock,
  table: tableBlock,
  video: videoBlock,
};

const container = all(
  object(
    {
      type: isType,
      child_blocks: list(
        byType(() => childBlocks, "child type"),
        { most: 10 },
      ),
    },
    {
      ...id,
      title: plainText(150),
      rich_text_title: richTextBlock,
      subtitle: anyText(150),
      width: oneOf("narrow", "standard", "wide", "full"),
      icon: image,
      is_collapsible: yesOrNo,
      default_collapsed: yesOrNo,
      has_header_divider: yesOrNo,
    },
  ),
  anyOf("title", "rich_text_title"),
  (value, at, findings) => {
    if (isFields(value) && value.default_collapsed === true && value.is_collapsible !== true)
      findings.faults.push(
        `default_collapsed requires is_collapsible [json-pointer:${at}/default_collapsed]`,
      );
  },
);

/** Every block type this workspace knows, with the limits of docs.slack.dev. */
export const layoutBlocks: Record<string, Check> = {
  ...childBlocks,
  container,
  card,
  carousel,
  plan: planBlock,
  task_card: taskCard(false),
  data_table: dataTable,
  context_actions: all(
    only("message"),
    object({ type: isType, elements: list(contextActionsElement, { most: 5 }) }, id),
  ),
  markdown: all(only("message"), object({ type: isType, text: text(12_000) }, id)),
  alert: all(
    only("modal"),
    object(
      { type: isType, text: anyText(200) },
      { ...id, level: oneOf("default", "info", "warning", "error", "success") },
    ),
  ),
};

export const layoutBlock: Check = (value, at, findings) => {
  byType(() => layoutBlocks, "type")(value, at, findings);
  if (isFields(value) && value.type === "file")
    findings.faults.push(`a file block cannot be posted [json-pointer:${at}]`);
};
