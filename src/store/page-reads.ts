import type pg from "pg";
import type { ListedIncident, PageReads, Participant } from "../flows/ports/page.ts";
import { askOf } from "./database/transaction.ts";
import { incidentMatch, mayBeSeen, type Placing } from "./incident-match.ts";
import { measureReads } from "./measure-reads.ts";

interface ListedRow {
  id: string;
  number: number;
  title: string;
  state: ListedIncident["state"];
  severity: ListedIncident["severity"];
  channel: string;
  private: boolean;
  commander: ListedIncident["commander"];
  opened_at: Date;
  acknowledged_at: Date | null;
  resolved_at: Date | null;
  counts: ListedIncident["counts"];
  runbook: { id: string } | null;
}

const listed = (row: ListedRow): ListedIncident => ({
  id: row.id,
  number: row.number,
  title: row.title,
  state: row.state,
  severity: row.severity,
  channel: row.channel,
  private: row.private,
  commander: row.commander,
  openedAt: row.opened_at,
  acknowledgedAt: row.acknowledged_at,
  resolvedAt: row.resolved_at,
  counts: row.counts,
  runbookId: row.runbook?.id ?? null,
});

/** What pages read of many incidents at a time. */
export function createPageReads(pool: Pick<pg.Pool, "query">): PageReads {
  const ask = askOf(pool);
  return {
    ...measureReads(ask),

    async listIncidents({ filter, viewer, limit, before, after }) {
      const values: unknown[] = [];
      const place: Placing = (value) => `$${values.push(value)}`;
      const where = [incidentMatch(filter, viewer, place)];
      if (before !== undefined) where.push(`i.number < ${place(before)}`);
      if (after !== undefined) where.push(`i.number > ${place(after)}`);
      const { rows } = await ask<ListedRow>(
        `select i.id, i.number, i.title, i.state, i.severity, i.channel, i.private, i.commander, i.opened_at,
                i.acknowledged_at, i.resolved_at, i.counts, i.runbook
           from incident i where ${where.join(" and ")}
          order by i.number ${after === undefined ? "desc" : "asc"} limit ${place(limit)}`,
        values,
      );
      const found = rows.map(listed);
      return after === undefined ? found : found.reverse();
    },

    async countIncidents({ filter, viewer }, atMost) {
      const values: unknown[] = [];
      const place: Placing = (value) => `$${values.push(value)}`;
      const { rows } = await ask<{ count: number }>(
        `select count(*)::integer as count from (
           select 1 from incident i where ${incidentMatch(filter, viewer, place)} limit ${place(atMost)}) as found`,
        values,
      );
      return rows[0]?.count ?? 0;
    },

    async participants(incidentId) {
      const { rows } = await ask<ParticipantRow>(
        "select * from participant where incident_id = $1 order by first_at, person_id",
        [incidentId],
      );
      return rows.map(participant);
    },

    async people(viewer, limit) {
      const values: unknown[] = [];
      const place: Placing = (value) => `$${values.push(value)}`;
      const { rows } = await ask<{ id: string; name: string }>(
        `select person_id as id, max(name) as name
           from participant p join incident i on i.id = p.incident_id where ${mayBeSeen(viewer, place)}
          group by person_id order by lower(max(name)), person_id limit ${place(limit)}`,
        values,
      );
      return rows;
    },

    async channels(viewer) {
      const values: unknown[] = [];
      const place: Placing = (value) => `$${values.push(value)}`;
      const { rows } = await ask<{ channel: string }>(
        `select distinct channel from incident i where ${mayBeSeen(viewer, place)} order by channel limit 500`,
        values,
      );
      return rows.map(({ channel }) => channel);
    },
  };
}

interface ParticipantRow {
  person_id: string;
  name: string;
  entries: number;
  first_at: Date;
  last_at: Date;
}

const participant = (row: ParticipantRow): Participant => ({
  id: row.person_id,
  name: row.name,
  entries: row.entries,
  firstAt: row.first_at,
  lastAt: row.last_at,
});
