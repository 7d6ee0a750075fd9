import type pg from "pg";
import type { OutboxDestination, Reads, Store, Tx } from "../flows/ports.ts";
import { alarmReads, alarmWrites } from "./alarm.ts";
import { approvalReads, approvalWrites } from "./approval.ts";
import { askedReads, askedWrites } from "./asked.ts";
import { auditWrites } from "./audit.ts";
import { budgetReads } from "./budget.ts";
import { channelReads, channelWrites } from "./channel.ts";
import { createGroupLocks } from "./database/group-locks.ts";
import { createIncidentLock } from "./database/incident-lock.ts";
import { createLater, type Later } from "./database/later.ts";
import { nothingAbsent, withLookAhead } from "./database/look-ahead.ts";
import { createNews } from "./database/news.ts";
import { type Ask, askOf, inTransaction } from "./database/transaction.ts";
import { escalationReads, escalationWrites } from "./escalation.ts";
import { factReads, factWrites } from "./facts.ts";
import { firstSeenReads, firstSeenWrites } from "./first-seen.ts";
import { homeReads, homeWrites } from "./home.ts";
import { inboxReads, inboxWrites } from "./inbox.ts";
import { incidentReads, incidentWrites } from "./incident.ts";
import { muteReads, muteWrites } from "./mute.ts";
import { outboxWrites } from "./outbox.ts";
import { outboxWatch } from "./outbox-watch.ts";
import { rowsReads, rowsWrites } from "./rows.ts";
import { runReads, runWrites } from "./run.ts";
import { shownReads, shownWrites } from "./shown.ts";
import { stepReads, stepWrites } from "./step.ts";
import { tagReads, tagWrites } from "./tags.ts";
import { tendingWrites } from "./tending.ts";
import { threadReads, threadWrites } from "./thread.ts";
import { timelineReads, timelineWrites } from "./timeline.ts";

export interface StoreOptions {
  pool: pg.Pool;
  newId: () => string;
  clock: () => Date;
  /** Destinations that somebody delivers to; what would go elsewhere is not put into the outbox. */
  destinations: readonly OutboxDestination[];
}

/** The record, in PostgreSQL. The database must be migrated. Leases run by the database's clock, not by `clock`. */
export function createStore(options: StoreOptions): Store {
  const { pool } = options;
  return {
    ...reads(askOf(pool)),
    onNews: createNews(pool),
    transaction: (work) =>
      inTransaction(pool, async (ask) => {
        const later = createLater(ask);
        const result = await work(transaction(later, options));
        await later.finish();
        return result;
      }),
  };
}

const reads = (ask: Ask): Reads => ({
  ...incidentReads(ask),
  ...channelReads(ask),
  ...alarmReads(ask),
  ...timelineReads(ask),
  ...threadReads(ask),
  ...stepReads(ask),
  ...approvalReads(ask),
  ...runReads(ask),
  ...rowsReads(ask),
  ...factReads(ask),
  ...askedReads(ask),
  ...firstSeenReads(ask),
  ...shownReads(ask),
  ...escalationReads(ask),
  ...tagReads(ask),
  ...inboxReads(ask),
  ...homeReads(ask),
  ...budgetReads(ask),
  ...muteReads(ask),
});

function transaction(later: Later, { newId, clock, destinations }: StoreOptions): Tx {
  const { ask } = later;
  const groups = createGroupLocks(later);
  const absent = nothingAbsent();
  const lock = createIncidentLock(ask);
  const tx = {
    ...reads(ask),
    ...inboxWrites(later),
    ...incidentWrites(later, lock, groups),
    ...channelWrites(ask),
    ...alarmWrites(later, lock, { clock, absent }),
    ...timelineWrites(later, lock),
    ...threadWrites(ask, lock),
    ...auditWrites(ask),
    ...stepWrites(ask, lock),
    ...approvalWrites(ask, lock),
    ...factWrites(ask),
    ...askedWrites(ask),
    ...firstSeenWrites(ask),
    ...runWrites(ask, lock, clock),
    ...rowsWrites(ask),
    ...outboxWrites(later, lock, { newId, destinations }),
    ...outboxWatch(ask),
    ...shownWrites(ask),
    ...muteWrites(ask),
    ...tendingWrites(ask, lock),
    ...escalationWrites(ask, lock),
    ...tagWrites(ask),
    ...homeWrites(ask),
  };
  return withLookAhead(tx, absent, { ask, groups });
}
