import type { MessageVersion, ThreadMessage } from "../../domain/timeline/thread-message.ts";
import type { ThreadHead } from "../../domain/timeline/timeline.ts";

/** What is asked of the record about messages that people write. */
export interface ThreadReads {
  /** Every version of every message of an incident's thread, oldest message first. */
  threadMessages(incidentId: string): Promise<MessageVersion[]>;
  /** The last link of the chain of these versions; undefined while there is none. */
  threadHead(incidentId: string): Promise<ThreadHead | undefined>;
  /** Messages that are or were on an incident's timeline, and what the last look at each one's pushpins found. */
  pushpins(incidentId: string): Promise<Pushpin[]>;
  /** The text that waits for its form; undefined once it was thrown away, after a day, or when it is of another message. */
  heldText(id: string, message: Pick<ThreadMessage, "channel" | "ts">): Promise<string | undefined>;
  /** Incidents that have this message on their timeline, or had it there once. */
  incidentsWithMessage(message: Pick<ThreadMessage, "channel" | "ts">): Promise<string[]>;
  /** When the thread was last read back from the workspace, and why not, when that failed; undefined when it never was. */
  threadRead(incidentId: string): Promise<ThreadRead | undefined>;
  /** Incidents that are not resolved and have a thread, those read back longest ago first. */
  threadsToRead(limit: number): Promise<string[]>;
}

export interface ThreadWrites {
  /** A version is kept once, as the next link of the chain, and never changed after that. Takes the incident's lock. */
  keepThreadMessage(incidentId: string, version: MessageVersion): Promise<"new" | "seen">;
  /** So that `incidentsWithMessage` finds it. Without a look what the last one found stays. */
  savePinned(
    incidentId: string,
    message: Pick<ThreadMessage, "channel" | "ts">,
    look?: PushpinLook,
  ): Promise<void>;
  /** Keeps a text that has no room in a form, for a day. */
  holdText(id: string, message: Pick<ThreadMessage, "channel" | "ts" | "text">): Promise<void>;
  saveThreadRead(incidentId: string, read: ThreadRead): Promise<void>;
}

export interface ThreadRead {
  at: Date;
  /** Null when it was read to its end. */
  trouble: string | null;
}

export interface Pushpin extends Pick<ThreadMessage, "channel" | "ts"> {
  /** Absent when nobody looked yet. */
  look?: PushpinLook;
}

/** Whether a pushpin stood on a message when the workspace was asked. */
export interface PushpinLook {
  stands: boolean;
  /** Before the workspace was asked: of two looks the later one counts, whichever comes first. */
  at: Date;
}

/** A message as the workspace has it now. */
export interface MessageNow extends ThreadMessage {
  /** Of its last edit. */
  editedTs?: string;
  /** How many put :pushpin: on it, and those of them whom Slack names: not always all. */
  pins: number;
  pinnedBy: string[];
  /** Of an app, or the thread's first one: its pins are followed, its words are not kept. */
  pinsOnly?: true;
  /** Only asked for what is pinned. */
  permalink?: string;
}

/** Reads a thread of the workspace to its end. Rejects with a CairnError. */
export type ReadThread = (place: { channel: string; threadTs: string }) => Promise<MessageNow[]>;
