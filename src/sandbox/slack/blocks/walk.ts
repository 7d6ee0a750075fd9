import { type Fields, isFields, listOf, textOf } from "../json.ts";

/** An element somebody can act on, and the block it stands in. */
export interface Placed {
  block: Fields;
  blockId: string;
  element: Fields;
  actionId: string;
  inInput: boolean;
}

/** The elements of some blocks that carry an action id, in reading order. */
export function interactiveElements(blocks: unknown): Placed[] {
  return listOf(blocks).flatMap((block) => {
    const inInput = block.type === "input";
    const elements =
      block.type === "actions"
        ? listOf(block.elements)
        : [inInput ? block.element : block.accessory].filter(isFields);
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
  for (const block of copy) {
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
