import type { OutboxRow, Outcome, ShownMessage } from "./message.ts";
import type { Tx } from "./store.ts";

/**
 * Asked right before each call that shows or does something outside, after all that had to be read for it: resolves
 * when the row is ours for long enough to make that call, and rejects when it may be another's by now.
 */
export type Hold = () => Promise<void>;

/** One kind of outside that the outbox delivers to. */
export interface Destination {
  send(row: OutboxRow, hold: Hold): Promise<Outcome>;
  /** Was this row's message posted by an earlier try? A rejection says nothing either way. */
  find(row: OutboxRow): Promise<ShownMessage | undefined>;
  /** Given for a row that may go out only once, whatever came of it: takes what came of it into the record. */
  once?(row: OutboxRow): SettleOnce | undefined;
}

export type SettleOnce = (tx: Tx, outcome: Outcome) => Promise<void>;
