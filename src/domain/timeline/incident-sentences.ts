import { author, inserted } from "../text/text.ts";
import { because, counted, inMinutes, type Sentences, said, text } from "./said.ts";

/** What people and Cairn do with an incident as a whole. */
export const incidentSentences: Sentences<"incident" | "resolve" | "reminder" | "escalation" | "delivery"> = {
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
  "incident.unmerge": (body) => [
    author("took this incident out of "),
    inserted(text(body.from)),
    ...said(": ", body.title, ". It is open again, and its alarms come here as they stand now."),
  ],
  "incident.part": (body) => [
    author("took "),
    inserted(text(body.out)),
    author(" out of this incident: "),
    inserted(text(body.title)),
    author(`. ${counted(body.alarms, "alarm")} ${body.alarms === 1 ? "belongs" : "belong"} there again.`),
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
    author(
      body.pointed === true
        ? "What stood in its earlier thread goes on here; that one points to this one."
        : "Its earlier messages stay where they were.",
    ),
  ],
  "delivery.late": (body) => [
    ...said("could not show ", counted(body.messages, "message"), " of "),
    author(`${counted(body.incidents, "incident")} in Slack for a minute, and told so by another way: `),
    inserted(text(body.why)),
  ],
};
