import type { Block } from "./blocks.ts";
import { fitBlocks } from "./fit-blocks.ts";
import { clip, inertText, oneLine } from "./foreign-text.ts";

/** A message as it goes to Slack. `text` is what notifications and screen readers say. */
export interface MessageView {
  text: string;
  blocks: Block[];
  /** A reply that everybody in the channel must see. */
  broadcast?: true;
}

/** `words` may hold foreign text; it is made harmless here. */
export function messageView(words: string, blocks: readonly Block[]): MessageView {
  return {
    text: inertText(clip(oneLine(words), 600)) || "–",
    blocks: fitBlocks(blocks),
  };
}
