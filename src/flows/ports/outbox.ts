import type { OutboxDestination, OutboxRow, Show } from "./message.ts";

/** What must go out: put in by flows, taken out by senders. */
export interface OutboxWrites {
  /**
   * Puts it into the outbox unless the same is already waiting there. `ahead` is for an incident's first message: where
   * that is posted, its edit does not wait for the replies before it.
   */
  say(show: Show, options?: { ahead?: boolean }): Promise<void>;
  /** Takes everything out of an incident's thread that waits there, in order, so that it can be said anew. */
  takeWaiting(incidentId: string): Promise<Show[]>;
  /**
   * The next row that is due in a lane where nothing is under way, and nothing older waits unless it may be overtaken.
   * It stays ours for `holdMs`.
   */
  claimOutbox(destination: OutboxDestination, holdMs: number): Promise<OutboxRow | undefined>;
  /** Holds it again before it goes out; false when it is no longer ours. */
  holdOutbox(row: OutboxRow, holdMs: number): Promise<boolean>;
  /** Settles a row of ours: `sent` for good, `pending` again, `sending` while its outcome is unknown. */
  settleOutbox(
    row: OutboxRow,
    state: "sent" | "dropped" | "pending" | "sending",
    options?: { waitMs?: number; error?: string },
  ): Promise<boolean>;
  /** Rows for Slack that nobody was told of and that wait for longer than this; told from now on. The worst first. */
  takeLateOutbox(lateMs: number): Promise<LateMessages | undefined>;
  /** Of each thread in which many entries wait for longer than this: one row for all of them. Returns how many went. */
  foldEntries(olderThanMs: number, moreThan: number): Promise<number>;
}

/** What Slack has not taken. */
export interface LateMessages {
  messages: number;
  incidents: { id: string; number: number; severity: string; title: string }[];
  why: string;
}
