import { foreign, line, lines } from "./blocks.ts";
import { unescapeText } from "./foreign-text.ts";
import type { MessageView } from "./message.ts";

/**
 * The same words without blocks that could be refused. One rich-text block stays: Slack does not let a message of
 * rich text become anything else.
 */
export const plainMessage = ({ text }: MessageView): MessageView => ({
  text,
  blocks: [lines(line(foreign(readable(text), 600)))],
});

/** Of an address of ours at the end nothing stays: without markup it would be noise. */
const readable = (text: string): string => unescapeText(text.replace(/ · <https:[^|>]*\|([^>]*)>$/, ""));
