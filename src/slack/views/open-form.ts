import { actionIds, encodeRef } from "../ids.ts";
import { actions, button, line, lines, words } from "./blocks.ts";
import { type MessageView, messageView } from "./message.ts";

/** Slack opens forms only for a click, so what was said in a thread is carried on by one. */
export function openFormView(said: string): MessageView {
  const ref = { rest: `incident ${said}`.trim() };
  const fits = encodeRef(ref).length <= 1_500;
  const text = fits
    ? "A little more is needed: a form asks for it."
    : "A little more is needed, and your text is too long to be carried on. Say it in one line, or press More… on the incident.";
  return messageView(text, [
    lines(line(words(text))),
    ...(fits ? actions([button(actionIds.sayAgain, "Open the form", ref, { style: "primary" })]) : []),
  ]);
}
