import { expect, test } from "vitest";
import { plainText } from "../text/text.ts";
import { describeEntry } from "./describe-entry.ts";
import type { EntryBody, TimelineAction } from "./timeline.ts";

/** What the thread and the transcript say after a person's name. */
const sentences: [TimelineAction, EntryBody, string][] = [
  ["incident.open", { severity: "P2", title: "T" }, "opened the incident as P2: T"],
  ["incident.acknowledge", {}, "acknowledged the incident."],
  ["incident.take", {}, "took command."],
  ["incident.assign", { person: "U0LEAD", name: "lead" }, "gave command to lead."],
  ["incident.severity", { severity: "P1" }, "set the severity to P1."],
  ["incident.severity", { severity: "P1", why: "A reason." }, "set the severity to P1. A reason."],
  ["incident.resolve", {}, "resolved the incident."],
  ["incident.resolve", { resolution: "Rotated" }, "resolved the incident: Rotated"],
  ["incident.reopen", { reason: "again" }, "reopened the incident: again"],
  ["alarm.transition", { alarm: "A", state: "OK", reason: "R" }, "saw the alarm A go to OK: R"],
  [
    "alarm.transition",
    { alarm: "A", state: "OK", reason: "R", late: true },
    "saw the alarm A go to OK (it came late and changes nothing): R",
  ],
  [
    "incident.merge",
    { into: "INC-42", title: "T" },
    "merged the incident into INC-42: T. Its alarms go there from now on; this timeline ends here.",
  ],
  [
    "incident.absorb",
    { from: "INC-41", title: "T", alarms: 1 },
    "merged INC-41 into this incident: T. 1 alarm of it belongs here now; what happened before stands in its own timeline.",
  ],
  [
    "incident.absorb",
    { from: "INC-41", title: "T", alarms: 2, severity: "P1" },
    "merged INC-41 into this incident: T. 2 alarms of it belong here now; what happened before stands in its own timeline. The severity is P1 now.",
  ],
  [
    "incident.unmerge",
    { from: "INC-42", title: "T" },
    "took this incident out of INC-42: T. It is open again, and its alarms come here as they stand now.",
  ],
  [
    "incident.part",
    { out: "INC-41", title: "T", alarms: 2 },
    "took INC-41 out of this incident: T. 2 alarms belong there again.",
  ],
  [
    "resolve.propose",
    { since: "2026-11-14T02:41:07Z" },
    "proposes to resolve the incident: all its alarms have been OK since 2026-11-14 02:41 UTC.",
  ],
  ["resolve.withdraw", { alarm: "A" }, "takes the proposal to resolve back: A fired again."],
  ["reminder.stale", { quiet: "30m" }, "reminds: nobody has written here for 30m. How do things stand?"],
  ["reminder.commander", { without: "15m" }, "reminds: nobody has had command for 15m."],
  [
    "reminder.follow-ups",
    { open: 2, texts: "A; B" },
    "reminds: 2 follow-ups of this incident are open: A; B",
  ],
  ["alarm.mute", { alarm: "A", until: "04:00", reason: "R" }, "muted the alarm A until 04:00: R"],
  ["alarm.unmute", { alarm: "A" }, "unmuted the alarm A."],
  [
    "alarm.mute-end",
    { alarm: "A", transitions: 1 },
    "ended the mute of the alarm A: its time is up. It changed once meanwhile.",
  ],
  ["followup.add", { text: "Rotate" }, "added a follow-up: Rotate"],
  [
    "followup.add",
    { text: "Rotate", owner: "lead", due: "2026-12-01" },
    "added a follow-up: Rotate (for lead, by 2026-12-01)",
  ],
  ["followup.done", { text: "Rotate" }, "did the follow-up: Rotate"],
  [
    "followup.snooze",
    { text: "Rotate", until: "2026-11-21T02:41:07Z" },
    "wants no reminder of a follow-up until 2026-11-21 02:41 UTC: Rotate",
  ],
  ["summary.write", { text: "A key leaked." }, "wrote the summary: A key leaked."],
  ["summary.write", { text: "Two.", corrects: 3 }, "corrected the summary: Two."],
  ["note.correct", { text: "not seen", corrects: 3 }, "corrected entry 3: not seen"],
  [
    "incident.escalate",
    { by: "ladder", names: "on-call", why: "nobody has answered for 5m", rung: 1, of: 3, ladder: "security" },
    "called on-call: nobody has answered for 5m (rung 1 of 3 of security)",
  ],
  [
    "incident.escalate",
    { by: "person", names: "lead", why: "I am stuck", rung: 2, of: 3, ladder: "security", passed: "leads" },
    "escalated to lead: I am stuck (rung 2 of 3 of security) Outside their hours: leads.",
  ],
  ["incident.escalate", { by: "person", names: "lead" }, "escalated to lead."],
  [
    "incident.escalate",
    { by: "ladder", names: "on-call", with: "INC-3", others: "INC-4", why: "w" },
    "called on-call together with INC-3: w The same for INC-4.",
  ],
  [
    "escalation.end",
    { ladder: "security" },
    "calls nobody any more: no rung of the ladder security is left.",
  ],
  [
    "escalation.end",
    { ladder: "security", passed: "leads" },
    "calls nobody any more: no rung of the ladder security is left (outside their hours: leads).",
  ],
  ["escalation.fail", { names: "#leads", why: "not in channel" }, "could not call #leads: not in channel"],
  [
    "alarm.tags",
    { alarm: "A", tags: "severity=P1", severity: "P1", ladder: "security" },
    "read the tags of the alarm A: severity=P1. They set the severity to P1. The ladder is now security.",
  ],
  [
    "alarm.tags",
    { alarm: "A", tags: "severity=P1", kept: "a person set it" },
    "read the tags of the alarm A: severity=P1. The severity stays, because a person set it.",
  ],
  ["runbook.suggest", { title: "B", why: "its name fits" }, "suggests the runbook B, because its name fits."],
  [
    "alarm.transition",
    { alarm: "A", state: "OK", reason: "R", muted: true },
    "saw the alarm A go to OK (muted): R",
  ],
  [
    "message.pin",
    { name: "lead", text: "It is ours." },
    "put a message of lead on the timeline: It is ours.",
  ],
  ["message.unpin", { name: "lead", text: "Ours." }, "took a message of lead off the timeline: Ours."],
  [
    "message.edit",
    { name: "lead", before: "Ours", text: "Not ours." },
    "changed a message that is on the timeline, which was: Ours; now it reads: Not ours.",
  ],
  [
    "message.delete",
    { name: "lead", text: "Ours." },
    "saw that a message of lead was deleted; it stays on the timeline: Ours.",
  ],
  ["runbook.start", { title: "B" }, "started the runbook B."],
  [
    "runbook.start",
    { title: "B", why: "its name fits", notes: "The window was cut to 14d." },
    "started the runbook B, because its name fits. The window was cut to 14d.",
  ],
  ["runbook.suggest", { title: "B", missing: "Which key?" }, "suggests the runbook B; it needs: Which key?."],
  ["runbook.finish", { outcome: "contained" }, "finished the runbook: contained."],
  ["run.request", { title: "Who?" }, "asked: Who?"],
  ["run.request", { title: "Who?", notes: "The window was cut." }, "asked: Who? The window was cut."],
  ["run.finish", { title: "Who?", rows: 1, matched: 3 }, "answered Who?: 1 row from 3 records."],
  ["run.fail", { title: "Who?", why: "AWS refused." }, "could not answer Who?: AWS refused."],
  ["run.cancel", { title: "Who?" }, "cancelled Who?."],
  ["finding.raise", { level: "warning", say: "2 addresses" }, "found (warning): 2 addresses"],
  ["step.ask", { question: "Was it you?" }, "waits for an answer: Was it you?"],
  ["step.skip", { title: "Who?", why: "No key." }, "skipped Who?: No key."],
  ["step.answer", { title: "Was it you?", answer: "Not me" }, "answered Was it you?: Not me."],
  ["step.answer", { title: "Off", answer: "Done", note: "all of it" }, "answered Off: Done. all of it"],
];

test.each(sentences)("%s %j", (action, body, sentence) => {
  expect(plainText(describeEntry({ action, body }))).toBe(sentence);
});

test("what came from outside is apart from our words, so that it can be shown inert", () => {
  for (const [action, body] of sentences) {
    const outside = Object.fromEntries(
      Object.entries(body).map(([name, value]) => [name, typeof value === "string" ? `<!${name}>` : value]),
    );
    const ours = describeEntry({ action, body: outside }).flatMap((part) =>
      "author" in part ? part.author : [],
    );
    expect(ours.join("").replaceAll(/<!(?:state|level)>/g, "")).not.toContain("<!");
  }
});

test("a body that lacks what it should have, or has something else, breaks nobody's transcript", () => {
  const bodies: EntryBody[] = [{}, { title: null, text: ["x"], rows: { a: 1 } }];
  for (const [action] of sentences) for (const body of bodies) describeEntry({ action, body });
});
