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
import { accessoryElement, actionsElement, contextImage, inputElement } from "./elements.ts";
import { richTextParts } from "./rich-text.ts";
import { anyText, blockId, plainText } from "./text-objects.ts";

const isType = anything;
const id = { block_id: blockId };

const contextElement = byType(
  () => ({
    image: contextImage,
    plain_text: anyText(3000),
    mrkdwn: anyText(3000),
  }),
  "element type",
);

const tableCell = byType(
  () => ({
    raw_text: object({ type: isType, text: text(10_000, 0) }),
    rich_text: object({ type: isType, elements: richTextParts }, id),
  }),
  "cell type",
);

/** An alert or image may point to an uploaded file instead of a URL. */
const slackFile: Check = all(object({}, { id: text(255), url: text(3000) }), exactlyOne("id", "url"));

const richText = object({ type: isType, elements: richTextParts }, id);

/** Every block type this workspace knows, with the limits of docs.slack.dev. */
export const layoutBlocks: Record<string, Check> = {
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
    object(
      { type: isType, alt_text: text(2000) },
      { ...id, image_url: text(3000), slack_file: slackFile, title: plainText(2000) },
    ),
    exactlyOne("image_url", "slack_file"),
  ),
  input: object(
    { type: isType, label: plainText(2000), element: inputElement },
    { ...id, hint: plainText(2000), optional: yesOrNo, dispatch_action: yesOrNo },
  ),
  markdown: all(only("message"), object({ type: isType, text: text(12_000) }, id)),
  rich_text: richText,
  table: all(
    only("message"),
    object(
      { type: isType, rows: list(list(tableCell, { most: 20 }), { most: 100 }) },
      {
        ...id,
        column_settings: list(
          (value, at, findings) => {
            if (value === null) return;
            object({}, { align: oneOf("left", "center", "right"), is_wrapped: yesOrNo })(value, at, findings);
          },
          { most: 20, least: 0 },
        ),
      },
    ),
  ),
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
