import { actorName } from "../responder.ts";
import { author, inserted, type Segment } from "../text/text.ts";
import type { EntryBody, Json, TimelineAction, TimelineEntry } from "./timeline.ts";

const text = (value: Json | undefined): string =>
  typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);

/** A sentence around one value of the body, and what follows when there is more. */
function said(before: string, value: Json | undefined, after = "."): Segment[] {
  return [author(before), inserted(text(value)), author(after)];
}

const because = (why: Json | undefined): Segment[] =>
  why === undefined ? [] : [author(" "), inserted(text(why))];

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

/** A time as people read it; whatever else stands there stays. */
const inMinutes = (value: Json | undefined): Json | undefined =>
  typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.]*Z$/.test(value)
    ? `${value.slice(0, 10)} ${value.slice(11, 16)} UTC`
    : value;

const counted = (count: Json | undefined, noun: string): string =>
  `${text(count)} ${noun}${count === 1 ? "" : "s"}`;

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
  "incident.snooze": (body) => [
    ...said("snoozed the incident until ", body.until, ": "),
    inserted(text(body.reason)),
  ],
  "incident.wake": (body) => said("woke the incident: its snooze is over, ", body.firing, " in ALARM."),
  "incident.merge": (body) => [
    author("merged the incident into "),
    inserted(text(body.into)),
    ...said(": ", body.title, ". Its alarms go there from now on; this timeline ends here."),
  ],
  "incident.absorb": (body) => [
    author("merged "),
    inserted(text(body.from)),
    author(" into this incident: "),
    inserted(text(body.title)),
    author(`. ${counted(body.alarms, "alarm")} of it ${body.alarms === 1 ? "belongs" : "belong"} here now; `),
    author("what happened before stands in its own timeline."),
    ...(body.severity === undefined ? [] : said(" The severity is ", body.severity, " now.")),
  ],
  "resolve.propose": (body) =>
    said("proposes to resolve the incident: all its alarms have been OK since ", inMinutes(body.since)),
  "resolve.withdraw": (body) => said("takes the proposal to resolve back: ", body.alarm, " fired again."),
  "reminder.stale": (body) =>
    said("reminds: nobody has written here for ", body.quiet, ". How do things stand?"),
  "reminder.commander": (body) => said("reminds: nobody has had command for ", body.without, "."),
  "reminder.follow-ups": (body) => [
    author(`reminds: ${counted(body.open, "follow-up")} of this incident `),
    ...said(body.open === 1 ? "is open: " : "are open: ", body.texts, ""),
  ],
  "alarm.mute": (body) => [
    ...said("muted the alarm ", body.alarm, " until "),
    ...said("", inMinutes(body.until), ": "),
    inserted(text(body.reason)),
  ],
  "alarm.unmute": (body) => said("unmuted the alarm ", body.alarm),
  "alarm.mute-end": (body) => [
    ...said("ended the mute of the alarm ", body.alarm, ": its time is up. "),
    author(`It changed ${body.transitions === 1 ? "once" : `${text(body.transitions)} times`} meanwhile.`),
  ],
  "incident.escalate": (body) => [
    author(body.by === "person" ? "escalated to " : "called "),
    inserted(text(body.names)),
    ...(body.with === undefined ? [] : said(" together with ", body.with, "")),
    author(body.why === undefined ? "." : ": "),
    inserted(text(body.why)),
    author(body.rung === undefined ? "" : ` (rung ${text(body.rung)} of ${text(body.of)} of `),
    inserted(text(body.ladder)),
    author(body.rung === undefined ? "" : ")"),
    ...(body.passed === undefined ? [] : said(" Outside their hours: ", body.passed)),
    ...(body.others === undefined ? [] : said(" The same for ", body.others)),
  ],
  "escalation.end": (body) => [
    ...said("calls nobody any more: no rung of the ladder ", body.ladder, " is left"),
    ...(body.passed === undefined ? [author(".")] : said(" (outside their hours: ", body.passed, ").")),
  ],
  "escalation.fail": (body) => said("could not call ", body.names, ": ").concat(inserted(text(body.why))),
  "incident.move": (body) => [
    ...said("moved the incident here, because ", body.why, " "),
    author("Its earlier messages stay where they were."),
  ],
  "delivery.late": (body) => [
    ...said("could not show ", counted(body.messages, "message"), " of "),
    author(`${counted(body.incidents, "incident")} in Slack for a minute, and told so by another way: `),
    inserted(text(body.why)),
  ],
  "alarm.transition": (body) => [
    author("saw the alarm "),
    inserted(text(body.alarm)),
    author(` go to ${text(body.state)}`),
    author(body.late === true ? " (it came late and changes nothing)" : ""),
    author(body.muted === true ? " (muted)" : ""),
    author(body.seenBy === undefined ? ": " : " (CloudWatch says so; the message never came): "),
    inserted(text(body.reason)),
  ],
  "alarm.tags": (body) => [
    ...said("read the tags of the alarm ", body.alarm, ": "),
    inserted(text(body.tags)),
    author("."),
    ...(body.severity === undefined ? [] : said(" They set the severity to ", body.severity)),
    ...(body.kept === undefined ? [] : said(" The severity stays, because ", body.kept)),
    ...(body.ladder === undefined ? [] : said(" The ladder is now ", body.ladder)),
  ],
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
  "message.pin": (body) => [
    ...said("put a message of ", body.name, " on the timeline: "),
    inserted(text(body.text)),
  ],
  "message.unpin": (body) => [
    ...said("took a message of ", body.name, " off the timeline: "),
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

/** Everything that can stand in a timeline. */
export const timelineActions = Object.keys(sentences) as TimelineAction[];

/** What happened, as the rest of a sentence that begins with who did it. */
export function describeEntry(entry: Pick<TimelineEntry, "action" | "body">): Segment[] {
  return sentences[entry.action](entry.body);
}

export const whoDidIt = (entry: Pick<TimelineEntry, "actor">): string => actorName(entry.actor);
