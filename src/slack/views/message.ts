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

/** An address that we made; its label too. */
export interface Link {
  url: string;
  label: string;
}

/** `words` may hold foreign text; it is made harmless here. */
export function messageView(words: string, blocks: readonly Block[], link?: Link): MessageView {
  const said = inertText(clip(oneLine(words), 600)) || "–";
  return {
    text: link ? `${said} · <${link.url}|${link.label}>` : said,
    blocks: fitBlocks(blocks),
  };
}
