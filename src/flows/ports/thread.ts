import type { MessageVersion, ThreadMessage } from "../../domain/timeline/thread-message.ts";

/** What is asked of the record about messages that people write. */
export interface ThreadReads {
  /** Every version of every message of an incident's thread, oldest message first. */
  threadMessages(incidentId: string): Promise<MessageVersion[]>;
  /** Incidents that have this message on their timeline, or had it there once. */
  incidentsWithMessage(message: Pick<ThreadMessage, "channel" | "ts">): Promise<string[]>;
  /** When the thread was last read back from the workspace, and why not, when that failed; undefined when it never was. */
  threadRead(incidentId: string): Promise<ThreadRead | undefined>;
  /** Incidents that are not resolved and have a thread, those read back longest ago first. */
  threadsToRead(limit: number): Promise<string[]>;
}

export interface ThreadWrites {
  /** A version is kept once, and never changed after that. */
  keepThreadMessage(incidentId: string, version: MessageVersion): Promise<"new" | "seen">;
  /** So that `incidentsWithMessage` finds it. */
  savePinned(incidentId: string, message: Pick<ThreadMessage, "channel" | "ts">): Promise<void>;
  saveThreadRead(incidentId: string, read: ThreadRead): Promise<void>;
}

export interface ThreadRead {
  at: Date;
  /** Null when it was read to its end. */
  trouble: string | null;
}

/** A message as the workspace has it now. */
export interface MessageNow extends ThreadMessage {
  /** Of its last edit. */
  editedTs?: string;
  /** People who put :pushpin: on it. */
  pinnedBy: string[];
  /** Only asked for what is pinned. */
  permalink?: string;
}

/** Reads a thread of the workspace to its end: what people wrote, not what apps did. Rejects with a CairnError. */
export type ReadThread = (place: { channel: string; threadTs: string }) => Promise<MessageNow[]>;
