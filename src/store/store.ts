import type pg from "pg";
import type { Reads, Store, Tx } from "../flows/ports.ts";
import { auditWrites } from "./audit.ts";
import { factReads, factWrites } from "./facts.ts";
import { countAttempt, inboxReads, inboxWrites } from "./inbox.ts";
import { incidentReads, incidentWrites } from "./incident.ts";
import { createNews } from "./news.ts";
import { outboxWrites } from "./outbox.ts";
import { rowsReads, rowsWrites } from "./rows.ts";
import { runReads, runWrites } from "./run.ts";
import { shownReads, shownWrites } from "./shown.ts";
import { stepReads, stepWrites } from "./step.ts";
import { timelineReads, timelineWrites } from "./timeline.ts";
import { type Ask, askOf, inTransaction } from "./transaction.ts";

/** The record, in PostgreSQL. The database must be migrated. */
export function createStore({ pool, newId }: { pool: pg.Pool; newId: () => string }): Store {
  return {
    ...reads(askOf(pool)),
    onNews: createNews(pool),
    async transaction(work) {
      const claimed: string[] = [];
      try {
        return await inTransaction(pool, (ask) => {
          claimed.length = 0;
          return work(transaction(ask, newId, claimed));
        });
      } catch (error) {
        // When the database is gone this cannot be counted either: then it was not the message's fault.
        await countAttempt(askOf(pool), claimed, error).catch(() => {});
        throw error;
      }
    },
  };
}

const reads = (ask: Ask): Reads => ({
  ...incidentReads(ask),
  ...timelineReads(ask),
  ...stepReads(ask),
  ...runReads(ask),
  ...rowsReads(ask),
  ...factReads(ask),
  ...shownReads(ask),
  ...inboxReads(ask),
});

function transaction(ask: Ask, newId: () => string, claimed: string[]): Tx {
  const locked = new Set<string>();
  return {
    ...reads(ask),
    ...inboxWrites(ask, claimed),
    ...incidentWrites(ask, locked),
    ...timelineWrites(ask),
    ...auditWrites(ask),
    ...stepWrites(ask),
    ...factWrites(ask),
    ...runWrites(ask),
    ...rowsWrites(ask),
    ...outboxWrites(ask, newId, locked),
    ...shownWrites(ask),
  };
}
