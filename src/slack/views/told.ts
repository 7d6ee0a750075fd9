import { line, lines, words } from "./blocks.ts";
import { type MessageView, messageView } from "./message.ts";

/** A sentence or two for one person. Backticks in it are not styled: it may hold foreign text. */
export const toldView = (sentence: string): MessageView =>
  messageView(sentence, [lines(line(words(sentence)))]);
