import { foreign, line, lines } from "./blocks.ts";
import type { MessageView } from "./message.ts";

/**
 * The same words without blocks that could be refused. One rich-text block stays: Slack does not let a message of
 * rich text become anything else.
 */
export const plainMessage = ({ text }: MessageView): MessageView => ({
  text,
  blocks: [lines(line(foreign(readable(text), 600)))],
});

const readable = (text: string): string =>
  text
    // Of an address of ours the label stays; others are no link any more.
    .replace(/ · <https:[^|>]*\|([^>]*)>$/, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
