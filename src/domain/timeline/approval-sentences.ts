import { author, inserted } from "../text/text.ts";
import { because, type Sentences, said, text } from "./said.ts";

/** Acts, and who let them go ahead. */
export const approvalSentences: Sentences<"approval" | "act"> = {
  "approval.request": (body) => said("asks for an approval of ", body.title),
  "approval.approve": (body) => said("approved ", body.title),
  "approval.reject": (body) => said("rejected ", body.title),
  "approval.expire": (body) =>
    said("saw the approval of ", body.title, " run out: nobody decided in 15 minutes."),
  "approval.void": (body) => [...said("took back the approval of ", body.title, ":"), ...because(body.why)],
  "approval.break-glass": (body) => [
    author("🚨 broke the glass: approved "),
    inserted(text(body.title)),
    author(" without a second person, because: "),
    inserted(text(body.reason)),
    author(". Another lead must review this."),
  ],
  "approval.review": (body) => [
    ...said("reviewed the broken glass of ", body.title, ":"),
    ...because(body.note),
  ],
  "act.request": (body) => said("sends the event ", body.event, " for the automation."),
  "act.send": (body) => said("put the event ", body.event, " on the bus. What it did is for people to see."),
  "act.fail": (body) => [...said("did not get the event ", body.event, " out:"), ...because(body.why)],
};
