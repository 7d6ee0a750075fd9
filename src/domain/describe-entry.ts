import { actorName } from "./responder.ts";
import { author, inserted, type Segment } from "./text.ts";
import type { EntryBody, Json, TimelineAction, TimelineEntry } from "./timeline.ts";

const text = (value: Json | undefined): string =>
  typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);

/** A sentence around one value of the body, and what follows when there is more. */
function said(before: string, value: Json | undefined, after = "."): Segment[] {
  return [author(before), inserted(text(value)), author(after)];
}

const because = (why: Json | undefined): Segment[] =>
  why === undefined ? [] : [author(" "), inserted(text(why))];

const counted = (count: Json | undefined, noun: string): string =>
  `${text(count)} ${noun}${count === 1 ? "" : "s"}`;

const sentences: Record<TimelineAction, (body: EntryBody) => Segment[]> = {
  "incident.open": (body) => [
    author("opened the incident as "),
    inserted(text(body.severity)),
    author(": "),
    inserted(text(body.title)),
  ],
  "incident.acknowledge": () => [author("acknowledged the incident.")],
  "incident.take": () => [author("took command.")],
  "incident.assign": (body) => said("gave command to ", body.name),
  "incident.severity": (body) => [...said("set the severity to ", body.severity), ...because(body.why)],
  "incident.resolve": (body) =>
    body.resolution === undefined
      ? [author("resolved the incident.")]
      : said("resolved the incident: ", body.resolution, ""),
  "incident.reopen": (body) => said("reopened the incident: ", body.reason, ""),
  "alarm.transition": (body) => [
    author("saw the alarm "),
    inserted(text(body.alarm)),
    author(` go to ${text(body.state)}`),
    author(body.late === true ? " (it came late and changes nothing): " : ": "),
    inserted(text(body.reason)),
  ],
  "note.add": (body) => said("noted: ", body.text, ""),
  "runbook.start": (body) => [
    ...(body.why === undefined
      ? said("started the runbook ", body.title)
      : [...said("started the runbook ", body.title, ", because "), inserted(text(body.why)), author(".")]),
    ...because(body.notes),
  ],
  "runbook.suggest": (body) => [
    author("suggests the runbook "),
    inserted(text(body.title)),
    author("; it needs: "),
    inserted(text(body.missing)),
    author("."),
  ],
  "runbook.finish": (body) => [...said("finished the runbook: ", body.outcome), ...because(body.say)],
  "run.request": (body) => [...said("asked: ", body.title, ""), ...because(body.notes)],
  "run.finish": (body) =>
    said("answered ", body.title, `: ${counted(body.rows, "row")} from ${counted(body.matched, "record")}.`),
  "run.fail": (body) => [...said("could not answer ", body.title, ":"), ...because(body.why)],
  "run.cancel": (body) => said("cancelled ", body.title),
  "finding.raise": (body) => [author(`found (${text(body.level)}): `), inserted(text(body.say))],
  "step.ask": (body) => said("waits for an answer: ", body.question, ""),
  "step.skip": (body) => [...said("skipped ", body.title, ":"), ...because(body.why)],
  "step.answer": (body) => [
    ...said("answered ", body.title, ": "),
    inserted(text(body.answer)),
    ...(body.note === undefined ? [author(".")] : [author(". "), inserted(text(body.note))]),
  ],
};

/** What happened, as the rest of a sentence that begins with who did it. */
export function describeEntry(entry: Pick<TimelineEntry, "action" | "body">): Segment[] {
  return sentences[entry.action](entry.body);
}

export const whoDidIt = (entry: Pick<TimelineEntry, "actor">): string => actorName(entry.actor);
