import {
  anything,
  byType,
  type Check,
  list,
  matching,
  object,
  oneOf,
  text,
  whole,
  yesOrNo,
} from "./check.ts";

const marks = object(
  {},
  {
    bold: yesOrNo,
    italic: yesOrNo,
    strike: yesOrNo,
    code: yesOrNo,
    underline: yesOrNo,
    highlight: yesOrNo,
    client_highlight: yesOrNo,
    unlink: yesOrNo,
  },
);
const style = { style: marks };

const leaves: Record<string, Check> = {
  text: object({ type: anything, text: text(12_000) }, style),
  link: object({ type: anything, url: text(3000) }, { text: text(12_000), unsafe: yesOrNo, ...style }),
  user: object({ type: anything, user_id: text(255) }, style),
  usergroup: object({ type: anything, usergroup_id: text(255) }, style),
  channel: object({ type: anything, channel_id: text(255) }, style),
  team: object({ type: anything, team_id: text(255) }, style),
  broadcast: object({ type: anything, range: oneOf("here", "channel", "everyone") }, style),
  color: object(
    { type: anything, value: matching(/^#[0-9a-fA-F]{6}$/, "a colour in the form #rrggbb") },
    style,
  ),
  emoji: object(
    { type: anything, name: text(100) },
    { unicode: text(100), skin_tone: whole(1, 6), ...style },
  ),
  date: object(
    { type: anything, timestamp: whole(0, 99_999_999_999), format: text(1000) },
    { url: text(3000), fallback: text(1000), ...style },
  ),
};
const leaf = byType(() => leaves, "element type");
const linesOf = { most: 1000, least: 0 };
const section = object({ type: anything, elements: list(leaf, linesOf) });

const parts: Record<string, Check> = {
  rich_text_section: section,
  rich_text_list: object(
    {
      type: anything,
      style: oneOf("bullet", "ordered"),
      elements: list(
        byType(() => ({ rich_text_section: section }), "element type"),
        linesOf,
      ),
    },
    { indent: whole(0, 8), offset: whole(0, 1_000_000), border: whole(0, 1) },
  ),
  rich_text_quote: object({ type: anything, elements: list(leaf, linesOf) }, { border: whole(0, 1) }),
  rich_text_preformatted: object(
    {
      type: anything,
      elements: list(
        byType(() => ({ text: leaves.text ?? anything, link: leaves.link ?? anything }), "element type"),
        linesOf,
      ),
    },
    { border: whole(0, 1), language: text(100) },
  ),
};

export const richTextParts = list(
  byType(() => parts, "element type"),
  { most: 1000, least: 0 },
);

export const richTextBlock = object(
  { type: oneOf("rich_text"), elements: richTextParts },
  { block_id: text(255) },
);
