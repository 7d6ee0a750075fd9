import { author, inserted, type Segment } from "../text/text.ts";
import { because, counted, type Sentences, said, text } from "./said.ts";
import type { EntryBody, Json } from "./timeline.ts";

function changed(changes: Json | undefined): Segment[] {
  if (!Array.isArray(changes)) return [];
  return changes.flatMap((change, at) => {
    if (typeof change !== "object" || change === null || Array.isArray(change)) return [];
    const from = change.was === "" ? [] : said(" from ", change.was, "");
    return [
      author(at === 0 ? "" : "; "),
      inserted(text(change.label)),
      ...from,
      ...said(" to ", change.now, ""),
    ];
  });
}

const askedAgain: Record<string, string> = {
  settled: "asked again, as its window has settled, ",
  asked: "answered again ",
  round: "asked again ",
};

function answered(body: EntryBody): Segment[] {
  const found = `${counted(body.rows, "row")} from ${counted(body.matched, "record")}`;
  const before = typeof body.again === "string" ? askedAgain[body.again] : undefined;
  if (before === undefined) return said("answered ", body.title, `: ${found}.`);
  const round = body.round === undefined ? "" : ` (round ${text(body.round)})`;
  // A round tells what it found; the others what came since.
  if (body.again === "round" || body.news === undefined)
    return said(before, body.title, `${round}: ${found}.`);
  return [...said(before, body.title, `: ${found}; `), inserted(text(body.news))];
}

/** What becomes of a runbook, of its steps and of what else is asked. */
export const stepSentences: Sentences<"runbook" | "run" | "finding" | "step"> = {
  "runbook.start": (body) => [
    ...(body.why === undefined
      ? said("started the runbook ", body.title)
      : [...said("started the runbook ", body.title, ", because "), inserted(text(body.why)), author(".")]),
    ...because(body.notes),
  ],
  "runbook.suggest": (body) => [
    author("suggests the runbook "),
    inserted(text(body.title)),
    author(body.missing === undefined ? ", because " : "; it needs: "),
    inserted(text(body.missing ?? body.why)),
    author("."),
  ],
  "runbook.finish": (body) => [...said("finished the runbook: ", body.outcome), ...because(body.say)],
  "run.request": (body) => [...said("asked: ", body.title, ""), ...because(body.notes)],
  "run.finish": answered,
  "run.fail": (body) => [...said("could not answer ", body.title, ":"), ...because(body.why)],
  "run.cancel": (body) => said("cancelled ", body.title),
  "run.skip": (body) => [...said("did not ask by itself: ", body.title, ""), ...because(body.why)],
  "run.share": (body) => [
    ...said("shared the answer to ", body.title, " with the thread."),
    ...because(body.why),
  ],
  "finding.pick": (body) => [
    ...said("put on the timeline what ", body.title, " found: "),
    inserted(text(body.say)),
  ],
  "finding.raise": (body) => [author(`found (${text(body.level)}): `), inserted(text(body.say))],
  "step.asked": (body) => [
    ...said("asks ", body.name, body.way === "dm" ? " by a direct message" : " here"),
    ...(body.why === undefined ? [] : said(", because a direct message did not reach them: ", body.why, "")),
    ...said(". How we know that it is them: ", body.how),
  ],
  "step.fallback": (body) => [
    ...said("has no answer from ", body.name, " yet and asks "),
    inserted(text(body.fallback)),
    author(" too."),
  ],
  "step.ask": (body) => said("waits for an answer: ", body.question, ""),
  "step.skip": (body) => [...said("skipped ", body.title, ":"), ...because(body.why)],
  "step.claim": (body) => said("claimed ", body.title),
  "step.release": (body) =>
    body.from === undefined
      ? said("released ", body.title)
      : [...said("released ", body.title, ", which "), ...said("", body.from, " had claimed.")],
  "step.inputs": (body) => [...said("changed what ", body.title, " asks with: "), ...changed(body.changes)],
  "step.answer": (body) => [
    ...said("answered ", body.title, ": "),
    inserted(text(body.answer)),
    ...(body.note === undefined ? [author(".")] : [author(". "), inserted(text(body.note))]),
  ],
};
