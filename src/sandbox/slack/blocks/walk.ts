import { type Fields, isFields, listOf, textOf } from "../json.ts";

/** An element somebody can act on, and the block it stands in. */
export interface Placed {
  block: Fields;
  blockId: string;
  element: Fields;
  actionId: string;
  inInput: boolean;
}

/** A block, and where it stands below the list it is in: `/2`, or `/2/child_blocks/0` inside another. */
export interface Standing {
  block: Fields;
  at: string;
}

/** Blocks with those inside containers and carousels, each before what it holds. */
export function everyBlock(blocks: unknown, at = ""): Standing[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((block, index): Standing[] => {
    if (!isFields(block)) return [];
    const here = `${at}/${index}`;
    const inside =
      block.type === "container"
        ? everyBlock(block.child_blocks, `${here}/child_blocks`)
        : block.type === "carousel"
          ? everyBlock(block.elements, `${here}/elements`)
          : [];
    return [{ block, at: here }, ...inside];
  });
}

/** The field that holds a block's own elements, if it holds several. */
export function elementsField(block: Fields): "elements" | "actions" | undefined {
  if (block.type === "card") return "actions";
  return block.type === "actions" || block.type === "context_actions" ? "elements" : undefined;
}

/** The elements of some blocks that carry an action id, in reading order. */
export function interactiveElements(blocks: unknown): Placed[] {
  return everyBlock(blocks).flatMap(({ block }) => {
    const inInput = block.type === "input";
    const field = elementsField(block);
    const elements =
      field === undefined
        ? [inInput ? block.element : block.accessory].filter(isFields)
        : listOf(block[field]);
    return elements
      .filter((element) => element.type !== "image")
      .map((element) => ({
        block,
        blockId: textOf(block.block_id),
        element,
        actionId: textOf(element.action_id),
        inInput,
      }));
  });
}

/** Gives every block and element the id Slack would make up, as Slack sends them back. */
export function withIds(blocks: Fields[], nextId: (prefix: string) => string): Fields[] {
  const copy = structuredClone(blocks);
  for (const { block } of everyBlock(copy)) {
    if (textOf(block.block_id) === "") block.block_id = nextId("b");
  }
  for (const { element } of interactiveElements(copy)) {
    if (textOf(element.action_id) === "") element.action_id = nextId("a");
  }
  return copy;
}

/** Every `text` string below, with its length summed by the caller. */
export function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([name, field]) =>
    name === "text" && typeof field === "string" ? [field] : textsIn(field),
  );
}

/** Every text below in which Slack's markup acts; plain text and rich text are not among them. */
export function mrkdwnIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (!isFields(value)) return [];
  return value.type === "mrkdwn" ? [textOf(value.text)] : Object.values(value).flatMap(mrkdwnIn);
}
