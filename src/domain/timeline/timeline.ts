import type { ActorRef } from "../responder.ts";

/** What can happen in an incident, as `{noun}.{verb}`. */
export type TimelineAction =
  | "incident.open"
  | "incident.acknowledge"
  | "incident.take"
  | "incident.assign"
  | "incident.severity"
  | "incident.resolve"
  | "incident.reopen"
  | "incident.snooze"
  | "incident.wake"
  | "incident.escalate"
  | "escalation.end"
  | "escalation.fail"
  | "incident.merge"
  | "incident.absorb"
  | "incident.unmerge"
  | "incident.part"
  | "resolve.propose"
  | "resolve.withdraw"
  | "reminder.stale"
  | "reminder.commander"
  | "reminder.follow-ups"
  | "alarm.mute"
  | "alarm.unmute"
  | "alarm.mute-end"
  | "followup.add"
  | "followup.done"
  | "followup.snooze"
  | "note.correct"
  | "summary.write"
  | "incident.move"
  | "delivery.late"
  | "alarm.transition"
  | "alarm.tags"
  | "note.add"
  | "message.pin"
  | "message.unpin"
  | "message.edit"
  | "message.delete"
  | "runbook.start"
  | "runbook.suggest"
  | "runbook.finish"
  | "run.request"
  | "run.finish"
  | "run.fail"
  | "run.cancel"
  | "run.skip"
  | "run.share"
  | "finding.raise"
  | "finding.pick"
  | "step.ask"
  | "step.asked"
  | "step.fallback"
  | "step.answer"
  | "step.skip"
  | "step.claim"
  | "step.release"
  | "step.inputs"
  | "approval.request"
  | "approval.approve"
  | "approval.reject"
  | "approval.expire"
  | "approval.void"
  | "approval.break-glass"
  | "approval.review"
  | "act.request"
  | "act.send"
  | "act.fail";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type EntryBody = Record<string, Json>;

/** An entry before the store gives it its place in the chain. */
export interface NewEntry {
  actor: ActorRef;
  action: TimelineAction;
  body?: EntryBody;
}

export interface TimelineEntry {
  incidentId: string;
  seq: number;
  at: Date;
  actor: ActorRef;
  action: TimelineAction;
  body: EntryBody;
  /** Random, so that a hash says nothing of a body that was erased. Hex. */
  salt: string;
  /** SHA-256 over the previous entry's hash and this entry, hex; see audit.ts. */
  hash: string;
  /** Where the chain of the thread's messages stood by then; absent while it had no link. */
  thread?: ThreadHead;
}

/** The last link of the chain of a thread's messages: how many there are, and its hash. */
export interface ThreadHead {
  seq: number;
  hash: string;
}
