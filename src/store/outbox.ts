import { canonicalJson } from "../domain/timeline/audit.ts";
import type { OutboxDestination, OutboxRow, Show, Tx } from "../flows/ports.ts";
import type { IncidentLock } from "./database/incident-lock.ts";
import type { Later } from "./database/later.ts";
import { newsAtEnd } from "./database/news.ts";
import { document, optionalText } from "./database/stored.ts";

interface StoredRow {
  id: string;
  key: string;
  destination: OutboxDestination;
  lane: string;
  show: Show;
  tries: number;
  first_try: Date;
  unsure: boolean;
}

const rowOf = ({ first_try: firstTry, ...row }: StoredRow): OutboxRow => ({
  id: row.id,
  key: row.key,
  destination: row.destination,
  lane: row.lane,
  show: row.show,
  tries: row.tries,
  firstTry,
  unsure: row.unsure,
});

function destinationOf({ show }: Show): OutboxDestination {
  if (show === "alert") return "alerts";
  return show === "event" || show === "act" ? "events" : "slack";
}

/** An act waits for nobody: its approval runs out. Nor does a thread wait for what is told to one person alone. */
function laneOf(show: Show, destination: OutboxDestination): string {
  if (show.show === "ask") return `ask:${show.incidentId}:${show.stepId}`;
  if (show.show === "follow-ups") return `follow-ups:${show.incidentId}:${show.person}`;
  if (show.show === "quiet") return `quiet:${show.incidentId}:${show.runId}`;
  if (show.show === "picture") return `picture:${show.incidentId}`;
  // A channel that takes nothing does not hold the thread up.
  if (show.show === "call") return `call:${show.incidentId}:${show.channel}`;
  if (destination === "slack") return show.incidentId;
  return `${show.show === "act" ? "acts" : destination}:${show.incidentId}`;
}

/**
 * The most severe and the first messages go first; half a minute of waiting is worth one degree. The clock is the same
 * for all and left out: read for each row anew, it would turn round what was said at once.
 */
const urgency = "priority + extract(epoch from added_at) / 30";

/** What is posted is edited from then on; before that it is the first message, which nothing may come before. */
const rootIsShown = (incidentId: string): string =>
  `exists (select 1 from shown where incident_id = ${incidentId} and key = 'root')`;

/**
 * Since an edit may overtake, two senders at the same moment can each see the other's row waiting. Of these one is
 * the first to hold the lane, and the second gives its row back.
 */
async function isAlone(ask: Later["ask"], { id, lane, unsure }: StoredRow): Promise<boolean> {
  await ask("select pg_advisory_xact_lock(hashtextextended('outbox ' || $1, 0))", [lane]);
  // Asked anew, so that what was committed while we waited is seen.
  const { count: others } = await ask(
    "select 1 from outbox where lane = $1 and state = 'sending' and id <> $2 limit 1",
    [lane, id],
  );
  if (others === 0) return true;
  await ask("update outbox set state = $2, tries = tries - 1, not_before = clock_timestamp() where id = $1", [
    ...[id, unsure ? "sending" : "pending"],
  ]);
  return false;
}

type OutboxWrites = Pick<Tx, "say" | "takeWaiting" | "claimOutbox" | "holdOutbox" | "settleOutbox">;

export const outboxWrites = (
  later: Later,
  lock: IncidentLock,
  { newId, destinations }: { newId: () => string; destinations: readonly OutboxDestination[] },
  { ask } = later,
  /** What waits, and is ours until we commit. */
  said = new Set<string>(),
): OutboxWrites => ({
  async say(show, { ahead = false } = {}) {
    const { incidentId } = show;
    const destination = destinationOf(show);
    if (!destinations.includes(destination)) return;
    // Under the incident's lock ids follow the order of commits, and with them the order of a thread.
    await lock.take(incidentId);
    const lane = laneOf(show, destination);
    const coalesceKey = `${destination} ${canonicalJson(show)}`;
    if (said.has(coalesceKey) && !ahead) return;
    said.add(coalesceKey);
    // Locked, so that nobody sends it from the record as it was before we commit.
    const { count: waiting } = await ask(
      "select 1 from outbox where coalesce_key = $1 and state = 'pending' for update",
      [coalesceKey],
    );
    if (waiting > 0) {
      if (ahead)
        await ask(
          `update outbox o set ahead = ${rootIsShown("o.incident_id")} where coalesce_key = $1 and state = 'pending'`,
          [coalesceKey],
        );
      return;
    }
    await ask(
      `insert into outbox (key, incident_id, destination, lane, coalesce_key, show, priority, ahead)
       values ($1, $2, $3, $4, $5, $6, $7 + (select 2 * right(severity, 1)::integer from incident where id = $2),
               $8 and ${rootIsShown("$2")})`,
      [
        ...[newId(), incidentId, destination, lane, coalesceKey, document(show)],
        ...[show.show === "incident" ? 0 : 1, ahead && show.show === "incident"],
      ],
    );
    newsAtEnd(later, "outbox");
  },

  async takeWaiting(incidentId) {
    said.clear();
    const { rows } = await ask<{ id: string; show: Show }>(
      `update outbox set state = 'dropped', settled_at = clock_timestamp(), error = 'said again in another order'
        where lane = $1 and state = 'pending' returning id, show`,
      [incidentId],
    );
    return rows.sort((a, b) => Number(a.id) - Number(b.id)).map(({ show }) => show);
  },

  async claimOutbox(destination, holdMs) {
    const { rows } = await ask<StoredRow>(
      `with head as (
         select id, state = 'sending' as unsure from outbox o
          where destination = $1 and state in ('pending', 'sending') and not_before <= now()
            and not exists (select 1 from outbox p
                             where p.lane = o.lane and (p.state = 'sending' and p.id <> o.id
                                or p.state = 'pending' and p.id < o.id and not (p.ahead or o.ahead)))
          order by not ahead, ${urgency}, id limit 1 for update skip locked)
       update outbox set state = 'sending', tries = tries + 1,
              first_try = coalesce(first_try, clock_timestamp()),
              not_before = clock_timestamp() + $2::float8 * interval '1 ms'
         from head where outbox.id = head.id
       returning outbox.*, head.unsure`,
      [destination, holdMs],
    );
    const [row] = rows;
    return row && (await isAlone(ask, row)) ? rowOf(row) : undefined;
  },

  async holdOutbox(row, holdMs) {
    const { count } = await ask(
      `update outbox set not_before = clock_timestamp() + $3::float8 * interval '1 ms'
        where id = $1 and tries = $2 and state = 'sending'`,
      [row.id, row.tries, holdMs],
    );
    return count === 1;
  },

  async settleOutbox(row, state, { waitMs = 0, error } = {}) {
    const { count } = await ask(
      `update outbox set state = $3, error = $5, not_before = clock_timestamp() + $4::float8 * interval '1 ms',
              settled_at = case when $3 in ('sent', 'dropped') then clock_timestamp() end
        where id = $1 and tries = $2 and state = 'sending'`,
      [row.id, row.tries, state, waitMs, optionalText(error)],
    );
    // The next one of this lane may go now.
    if (count === 1 && (state === "sent" || state === "dropped")) newsAtEnd(later, "outbox");
    return count === 1;
  },
});
