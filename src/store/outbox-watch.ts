import { canonicalJson } from "../domain/timeline/audit.ts";
import type { LateMessages, Show, Tx } from "../flows/ports.ts";
import { document } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";

/** Entries that a digest names; the rest are counted. */
const named = 10;

type OutboxWatch = Pick<Tx, "takeLateOutbox" | "foldEntries">;

/** What becomes of messages that Slack does not take for a while. */
export const outboxWatch = (ask: Ask): OutboxWatch => ({
  async takeLateOutbox(lateMs) {
    // One process tells; the others find nothing left to tell.
    const { rows } = await ask<{ incident_id: string; error: string | null }>(
      `with late as (
         select id from outbox
          where destination = 'slack' and state in ('pending', 'sending') and told_late_at is null
            and added_at < clock_timestamp() - $1::float8 * interval '1 ms'
          for update skip locked)
       update outbox set told_late_at = clock_timestamp() from late where outbox.id = late.id
       returning incident_id, error`,
      [lateMs],
    );
    if (rows.length === 0) return undefined;
    const { rows: incidents } = await ask<LateMessages["incidents"][number]>(
      `select id, number, severity, case when private then 'a private incident' else title end as title
         from incident where id = any($1) order by severity, number limit 20`,
      [[...new Set(rows.map((row) => row.incident_id))]],
    );
    const why = rows.find(({ error }) => error !== null)?.error ?? "Slack has not been reached yet.";
    return { messages: rows.length, incidents, why };
  },

  async foldEntries(olderThanMs, moreThan) {
    const { rows } = await ask<{ id: string; lane: string; show: Extract<Show, { show: "entry" }> }>(
      `select id, lane, show from outbox
        where destination = 'slack' and state = 'pending' and show->>'show' = 'entry'
          and added_at < clock_timestamp() - $1::float8 * interval '1 ms'
        order by id limit 10000 for update skip locked`,
      [olderThanMs],
    );
    const lanes = new Map<string, typeof rows>();
    for (const row of rows) lanes.set(row.lane, [...(lanes.get(row.lane) ?? []), row]);
    let folded = 0;
    for (const waiting of lanes.values()) {
      const last = waiting.at(-1);
      if (last === undefined || waiting.length <= moreThan) continue;
      const seqs = waiting.slice(-named).map(({ show }) => show.seq);
      const digest: Show = {
        ...{ show: "digest", incidentId: last.show.incidentId },
        ...{ seqs, folded: waiting.length },
      };
      // The last keeps its place, behind all that was said before it.
      await ask("update outbox set show = $2, coalesce_key = $3 where id = $1", [
        ...[last.id, document(digest), `slack ${canonicalJson(digest)}`],
      ]);
      await ask(
        `update outbox set state = 'dropped', settled_at = clock_timestamp(), error = 'told in a digest'
          where id = any($1)`,
        [waiting.slice(0, -1).map(({ id }) => id)],
      );
      folded += waiting.length - 1;
    }
    return folded;
  },
});
