import type { TranscriptFormat } from "../../domain/transcript/transcript.ts";

/** A raw message, kept before it is acknowledged. */
export interface RawMessage {
  source: "sqs" | "eventbridge" | "sns";
  /** Unique for one delivery by one path, for instance `eb:<event id>`. */
  transportKey: string;
  body: string;
}

/** Resolves once the message is committed to the inbox; a rejection means it was not kept. */
export type ReceiveAlarm = (message: RawMessage) => Promise<"new" | "seen">;

export type InboxState = "new" | "done" | "unparsed" | "dead" | "dropped";

export interface InboxMessage extends RawMessage {
  id: string;
  state: InboxState;
  attempts: number;
  error: string | null;
  receivedAt: Date;
}

/** What must go out. It says what to show; the view is made from the record when it is sent. */
export type Show =
  | { show: "incident"; incidentId: string }
  | { show: "step"; incidentId: string; stepId: string }
  | { show: "run"; incidentId: string; runId: string }
  | { show: "entry"; incidentId: string; seq: number }
  /** As a file; Markdown and UTC alone unless told otherwise. */
  | { show: "transcript"; incidentId: string; format?: TranscriptFormat; zone?: string }
  | { show: "rows"; incidentId: string; runId: string }
  /** A run's command lines, as a file. */
  | { show: "command"; incidentId: string; runId: string }
  | { show: "event"; incidentId: string; seq: number }
  /** Told by the way that stays when Slack does not: by e-mail, through a topic. */
  | { show: "alert"; incidentId: string; seq: number }
  /** The newest of the entries that waited too long, instead of each. */
  | { show: "digest"; incidentId: string; seqs: number[]; folded: number }
  /** The question of an ask step, to the one person it was put to alone. */
  | { show: "ask"; incidentId: string; stepId: string; position: number; reminder?: true; also?: true }
  /** Follow-ups that are somebody's, to them alone; `seq` is the reminder's. */
  | { show: "follow-ups"; incidentId: string; seq: number; person: string }
  /** An answer that one person asked for quietly, to them alone. */
  | { show: "quiet"; incidentId: string; runId: string; person: string }
  /** An answer's chart, put where its message can show it. */
  | { show: "picture"; incidentId: string; runId: string }
  /** That an incident waits for somebody, in a channel of a ladder. */
  | { show: "call"; incidentId: string; seq: number; channel: string }
  /** In the place of what stood here until the incident moved: where it goes on. `was` is absent for the first message. */
  | {
      show: "moved";
      incidentId: string;
      at: { channel: string; ts: string; threadTs?: string };
      was?: Extract<Show, { show: "step" | "run" | "entry" }>;
    }
  /** An act's event for the customer's automation; goes out once or not at all. */
  | { show: "act"; incidentId: string; stepId: string; seq: number };

export type OutboxDestination = "slack" | "events" | "alerts";

export interface OutboxRow {
  id: string;
  /** Random; travels with the message, so that it can be found again. */
  key: string;
  destination: OutboxDestination;
  /** One message of a lane is under way at a time, in order. */
  lane: string;
  show: Show;
  tries: number;
  firstTry: Date;
  /** An earlier try may have gone out: look before sending again. */
  unsure: boolean;
}

/** Where something is shown; absent until it was posted once. */
export interface ShownMessage {
  channel: string;
  ts: string;
  threadTs?: string;
}

/** With the key under which it is kept. */
export interface PlacedMessage extends ShownMessage {
  key: string;
}

/** What became of a delivery (reliability: outcome classes). What an adapter does not recognise is `unknown`. */
export type Outcome =
  | { outcome: "sent"; shown?: ShownMessage }
  /** Certainly not sent; try again after this long. */
  | { outcome: "not-sent"; retryAfterMs: number; why: string }
  | { outcome: "unknown"; why: string }
  /** Cannot be sent until somebody mends something (place, token, rights). Kept, tried again later, and loud. */
  | { outcome: "blocked"; why: string; of?: "place" | "token" }
  /** Certainly not sent: the incident has no first message to reply to, or not any more. */
  | { outcome: "no-thread"; why: string }
  /** Would never be taken, for instance because what it shows is gone. */
  | { outcome: "dropped"; why: string };

/** Posted once and edited from then on: one message for an incident, a step, an ad-hoc question, a thread entry. */
export function shownKey(show: Show): string {
  switch (show.show) {
    case "incident":
      return "root";
    case "step":
      return `step:${show.stepId}`;
    case "run":
      return `run:${show.runId}`;
    case "quiet":
      return `quiet:${show.runId}`;
    case "ask":
      return `ask:${show.stepId}:${show.position}${show.reminder ? ":reminder" : ""}${show.also ? ":also" : ""}`;
    case "follow-ups":
      return `follow-ups:${show.seq}:${show.person}`;
    case "call":
      return `call:${show.seq}:${show.channel}`;
    case "moved":
      return `moved:${show.at.channel}:${show.at.ts}`;
    default:
      return `${show.show}:${"seq" in show ? show.seq : "runId" in show ? show.runId : ""}`;
  }
}
