import type { OutboxRow, Outcome, ShownMessage } from "./message.ts";
import type { Tx } from "./store.ts";

/** One kind of outside that the outbox delivers to. */
export interface Destination {
  send(row: OutboxRow): Promise<Outcome>;
  /** Was this row's message posted by an earlier try? A rejection says nothing either way. */
  find(row: OutboxRow): Promise<ShownMessage | undefined>;
  /** Given for a row that may go out only once, whatever came of it: takes what came of it into the record. */
  once?(row: OutboxRow): SettleOnce | undefined;
}

export type SettleOnce = (tx: Tx, outcome: Outcome) => Promise<void>;
