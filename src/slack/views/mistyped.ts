import { actionIds, encodeRef, type Ref } from "../ids.ts";
import { actions, button, line, lines, words } from "./blocks.ts";
import { clip, oneLine } from "./foreign-text.ts";
import { type MessageView, messageView } from "./message.ts";

/** Did you mean …? `again` is what was typed, mended, to be carried out when the person says so. */
export function mistypedView(
  command: string,
  typed: string,
  meant: { name: string; usage: string },
  again: Ref,
): MessageView {
  const question = `${command} does not know “${clip(oneLine(typed), 50)}”. Did you mean ${meant.name}?`;
  const fits = encodeRef(again).length <= 1_500;
  return messageView(question, [
    lines(
      line(words(question)),
      line(words("Usage: "), words(`${command} ${meant.name} ${meant.usage}`.trim(), { code: true })),
    ),
    ...(fits ? actions([button(actionIds.sayAgain, `Yes, ${meant.name}`, again)]) : []),
  ]);
}
