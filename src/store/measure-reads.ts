import type { AlarmNoise, WeekTimes } from "../domain/measures/measures.ts";
import type { RunbookUse } from "../domain/measures/runbook-faults.ts";
import type { PageReads, Viewer } from "../flows/ports/page.ts";
import type { Ask } from "./database/transaction.ts";
import { mayBeSeen, type Placing } from "./incident-match.ts";

interface WeekRow {
  week: Date;
  opened: number;
  acknowledged: number;
  median_ack: number | null;
  resolved: number;
  median_resolve: number | null;
}

interface NoiseRow {
  name: string;
  incidents: number;
  transitions: number;
  firings: number;
  last_at: Date;
}

const noise = ({ last_at: lastAt, ...row }: NoiseRow): AlarmNoise => ({ ...row, lastAt });

const secondsTo = (end: string): string => `extract(epoch from ${end} - i.opened_at)`;

export const measureReads = (
  ask: Ask,
): Pick<PageReads, "weekTimes" | "noisiestAlarms" | "alarmsWithoutRunbook" | "runbookUses"> => {
  const alarms = async (viewer: Viewer, from: Date, limit: number, and: string): Promise<AlarmNoise[]> => {
    const values: unknown[] = [];
    const place: Placing = (value) => `$${values.push(value)}`;
    const { rows } = await ask<NoiseRow>(
      `select min(a.name) as name, count(distinct i.id)::integer as incidents,
              sum(a.transitions)::integer as transitions, sum(a.count)::integer as firings, max(a.at) as last_at
         from incident_alarm a join incident i on i.id = a.incident_id
        where a.at >= ${place(from)} and ${mayBeSeen(viewer, place)} ${and}
        group by md5(a.name) order by transitions desc, incidents desc, name limit ${place(limit)}`,
      values,
    );
    return rows.map(noise);
  };

  return {
    async weekTimes(viewer, from) {
      const values: unknown[] = [];
      const place: Placing = (value) => `$${values.push(value)}`;
      // The first acknowledgement counts, also of an incident that was reopened since.
      const { rows } = await ask<WeekRow>(
        `select date_trunc('week', i.opened_at at time zone 'UTC') at time zone 'UTC' as week,
                count(*)::integer as opened, count(ack.at)::integer as acknowledged,
                percentile_cont(0.5) within group (order by ${secondsTo("ack.at")})::float8 as median_ack,
                count(i.resolved_at)::integer as resolved,
                percentile_cont(0.5) within group (order by ${secondsTo("i.resolved_at")})::float8
                  as median_resolve
           from incident i
           left join lateral (select min(t.at) as at from timeline t
                where t.incident_id = i.id and t.action = 'incident.acknowledge') ack on true
          where i.opened_at >= ${place(from)} and ${mayBeSeen(viewer, place)}
          group by 1 order by 1`,
        values,
      );
      return rows.map(
        (row): WeekTimes => ({
          week: row.week,
          opened: row.opened,
          acknowledged: row.acknowledged,
          medianToAcknowledge: row.median_ack,
          resolved: row.resolved,
          medianToResolve: row.median_resolve,
        }),
      );
    },

    noisiestAlarms: (viewer, from, limit) => alarms(viewer, from, limit, ""),
    alarmsWithoutRunbook: (viewer, from, limit) =>
      alarms(viewer, from, limit, "and i.runbook is null and not i.storm"),

    async runbookUses() {
      const { rows } = await ask<{ id: string; incidents: number; last_at: Date }>(
        `select runbook->>'id' as id, count(*)::integer as incidents, max(opened_at) as last_at
           from incident where runbook is not null group by 1`,
      );
      return rows.map(({ id, incidents, last_at: lastAt }): RunbookUse => ({ id, incidents, lastAt }));
    },
  };
};
