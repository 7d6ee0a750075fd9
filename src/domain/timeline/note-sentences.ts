import { inserted } from "../text/text.ts";
import { inMinutes, type Sentences, said, text } from "./said.ts";

/** What people write, and what they put on the timeline of their messages. */
export const noteSentences: Sentences<"note" | "summary" | "followup" | "message"> = {
  "note.add": (body) => said("noted: ", body.text, ""),
  "note.correct": (body) => [...said("corrected entry ", body.corrects, ": "), inserted(text(body.text))],
  "summary.write": (body) =>
    said(`${body.corrects === undefined ? "wrote" : "corrected"} the summary: `, body.text, ""),
  "followup.add": (body) => [
    ...said("added a follow-up: ", body.text, body.owner === undefined && body.due === undefined ? "" : " ("),
    ...(body.owner === undefined ? [] : said("for ", body.owner, body.due === undefined ? ")" : ", ")),
    ...(body.due === undefined ? [] : said("by ", body.due, ")")),
  ],
  "followup.done": (body) => said("did the follow-up: ", body.text, ""),
  "followup.snooze": (body) => [
    ...said("wants no reminder of a follow-up until ", inMinutes(body.until), ": "),
    inserted(text(body.text)),
  ],
  "message.pin": (body) => [
    ...said("put a message of ", body.name, ` on the timeline${body.readBack ? " (noticed later)" : ""}: `),
    inserted(text(body.text)),
  ],
  "message.unpin": (body) => [
    ...(body.readBack
      ? said("saw that no pushpin is left on a message of ", body.name, " and took it off the timeline: ")
      : said("took a message of ", body.name, " off the timeline: ")),
    inserted(text(body.text)),
  ],
  "message.edit": (body) => [
    ...said("changed a message that is on the timeline, which was: ", body.before, "; now it reads: "),
    inserted(text(body.text)),
  ],
  "message.delete": (body) => [
    ...said("saw that a message of ", body.name, " was deleted; it stays on the timeline: "),
    inserted(text(body.text)),
  ],
};
