import { foreign, line, lines } from "./blocks.ts";
import { type MessageView, messageView } from "./message.ts";

/** A sentence or two for one person; it may hold foreign text. */
export const toldView = (sentence: string): MessageView =>
  messageView(sentence, [lines(line(foreign(sentence, 2_500)))]);
