import { type Fields, isFields, listOf } from "../json.ts";
import {
  all,
  anything,
  byType,
  type Check,
  fault,
  lengthOf,
  list,
  object,
  oneOf,
  only,
  text,
  whole,
  yesOrNo,
} from "./check.ts";
import { richTextBlock } from "./rich-text.ts";
import { blockId } from "./text-objects.ts";
import { textsIn } from "./walk.ts";

const isType = anything;
const id = { block_id: blockId };
const mostCharacters = 20_000;

const aNumber: Check = (value, at, findings) => {
  if (typeof value !== "number" || !Number.isFinite(value)) fault(findings, "must provide a number", at);
};
const cells = {
  raw_text: object({ type: isType, text: text(10_000, 0) }),
  raw_number: object({ type: isType, value: aNumber, text: text(10_000, 0) }),
  rich_text: richTextBlock,
};
const cell = byType(() => cells, "cell type");
const settings = object({}, { align: oneOf("left", "center", "right"), is_wrapped: yesOrNo });

export const tableBlock = all(
  only("message"),
  object(
    { type: isType, rows: list(list(cell, { most: 20 }), { most: 100 }) },
    {
      ...id,
      column_settings: list(
        (value, at, findings) => {
          if (value !== null) settings(value, at, findings);
        },
        { most: 20, least: 0 },
      ),
    },
  ),
);

/** Every row as long as the header, no rich text in the header, and not too much text in all. */
const isEven: Check = (value, at, findings) => {
  if (!isFields(value) || !Array.isArray(value.rows)) return;
  const rows: Fields[][] = value.rows.map(listOf);
  const [head = []] = rows;
  rows.forEach((row, index) => {
    if (row.length !== head.length)
      fault(findings, `must have as many cells as the header: ${head.length}`, `${at}/rows/${index}`);
  });
  head.forEach((each, index) => {
    if (each.type === "rich_text")
      fault(findings, "rich_text is not allowed in the header", `${at}/rows/0/${index}/type`);
  });
  const characters = textsIn(value.rows).reduce((sum, each) => sum + lengthOf(each), 0);
  if (characters > mostCharacters)
    fault(findings, `must have no more than ${mostCharacters} characters in all cells`, `${at}/rows`);
  const header = value.row_header_column_index;
  if (typeof header === "number" && header >= head.length)
    fault(findings, `must be less than ${head.length}`, `${at}/row_header_column_index`);
};

/** The header and up to a hundred rows; the documentation has two numbers, this is the smaller. */
export const dataTable = all(
  object(
    {
      type: isType,
      rows: list(list(cell, { most: 20 }), { least: 2, most: 101 }),
      caption: text(3000),
    },
    { ...id, page_size: whole(1, 100), row_header_column_index: whole(0, 19) },
  ),
  isEven,
);
