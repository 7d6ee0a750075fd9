import type { Untended } from "../domain/incident/reminder.ts";
import type { Tx } from "../flows/ports.ts";
import type { IncidentLock } from "./database/incident-lock.ts";
import { fingerprint } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";

type TendingWrites = Pick<
  Tx,
  | "homeOfMerged"
  | "mergedAmong"
  | "adoptAlarms"
  | "returnAlarms"
  | "quietIncidents"
  | "quietSince"
  | "untended"
  | "withFollowUps"
>;

interface UntendedRow extends Pick<Untended, "severity" | "state" | "snoozed"> {
  id: string;
  commanded: boolean;
  open_since: Date;
  by_person: Date | null;
  stale: Date | null;
  commander: Date | null;
}

const quiet = `select i.id, max(a.at) as since from incident i join incident_alarm a on a.incident_id = i.id`;
const allOk = "group by i.id having bool_and(a.state = 'OK')";

export const tendingWrites = (ask: Ask, lock: IncidentLock): TendingWrites => ({
  async homeOfMerged(groupKey, alarmKey) {
    // An alarm that came with a merged incident may have no group of its own here: a storm's for instance.
    const { rows } = await ask<{ id: string }>(
      `with recursive newest as (
         (select id, number, merged_into->>'id' as into_id, false as adopted from incident where group_hash = $1
           order by number desc limit 1)
         union all
         (select i.id, i.number, i.merged_into->>'id', a.adopted
            from incident_alarm a join incident i on i.id = a.incident_id
           where a.alarm_hash = $2 and (a.adopted or i.merged_into is not null)
           order by i.number desc limit 1)
         order by number desc, adopted desc limit 1),
       way as (
         select id, into_id from newest where adopted or into_id is not null
         union
         select i.id, i.merged_into->>'id' from way join incident i on i.id = way.into_id)
       select id from way where into_id is null`,
      [fingerprint(groupKey), fingerprint(alarmKey)],
    );
    return rows[0]?.id;
  },

  async mergedAmong(groups, alarmKeys) {
    const { rows } = await ask<{ group_key: string | null }>(
      `with recursive way as (
         (select id from incident where merged_into is not null and group_hash = any ($1)
           union all
          select i.id from incident_alarm a join incident i on i.id = a.incident_id
           where a.alarm_hash = any ($2) and (a.adopted or i.merged_into is not null))
         union
         select i.merged_into->>'id' from way join incident i on i.id = way.id where i.merged_into is not null)
       select distinct i.group_key from way join incident i on i.id = way.id`,
      [groups.map(fingerprint), alarmKeys.map(fingerprint)],
    );
    return rows.map(({ group_key: key }) => key);
  },

  async adoptAlarms(fromId, intoId) {
    await lock.take(intoId);
    await ask(
      `insert into incident_alarm as b
         (incident_id, alarm_hash, alarm_key, name, arn, severity, state, at, count, transitions, joined_at, adopted)
       select $2, alarm_hash, alarm_key, name, arn, severity, state, at, count, transitions, joined_at, true
         from incident_alarm where incident_id = $1
       on conflict (incident_id, alarm_hash) do update
          set state = case when (b.at, b.state = 'ALARM') < (excluded.at, excluded.state = 'ALARM')
                           then excluded.state else b.state end,
              at = greatest(b.at, excluded.at), count = b.count + excluded.count,
              transitions = b.transitions + excluded.transitions, adopted = true`,
      [fromId, intoId],
    );
    return alarmCounts(ask, intoId);
  },

  async returnAlarms(fromId, intoId, ownedSince) {
    for (const id of [fromId, intoId]) await lock.take(id);
    if (ownedSince === undefined)
      await ask(
        `delete from incident_alarm a using incident_alarm b
          where a.incident_id = $1 and b.incident_id = $2 and b.alarm_hash = a.alarm_hash
            and b.joined_at <> a.joined_at`,
        [fromId, intoId],
      );
    await ask(
      `insert into incident_alarm as a
         (incident_id, alarm_hash, alarm_key, name, arn, severity, state, at, count, transitions, joined_at, adopted)
       select $1, b.alarm_hash, b.alarm_key, b.name, b.arn, b.severity, coalesce(t.state, b.state),
              coalesce(t.at, b.at), b.count, b.transitions, b.joined_at, false
         from incident_alarm b
         left join lateral (
           select state, at from transition where alarm_hash = b.alarm_hash
            order by at desc, (state = 'ALARM') desc limit 1) t on true
        where b.incident_id = $2
          and (b.alarm_hash in (select alarm_hash from incident_alarm where incident_id = $1)
            or b.joined_at >= $3::timestamptz
               and b.arn in (select arn from incident_alarm where incident_id = $1))
       on conflict (incident_id, alarm_hash) do update
          set state = excluded.state, at = excluded.at, count = excluded.count, transitions = excluded.transitions`,
      [fromId, intoId, ownedSince ?? null],
    );
    await ask(
      `delete from incident_alarm b where incident_id = $2
          and alarm_hash in (select alarm_hash from incident_alarm where incident_id = $1)`,
      [fromId, intoId],
    );
    return { from: await alarmCounts(ask, fromId), into: await alarmCounts(ask, intoId) };
  },

  async quietIncidents() {
    const { rows } = await ask<{ id: string; since: Date }>(
      `${quiet} where i.state <> 'resolved' and i.proposal is null and i.snoozed is null
          and (i.counts->>'firing')::integer = 0 ${allOk} order by since limit 100`,
    );
    return rows.map(({ id, since }) => ({ incidentId: id, since }));
  },

  async quietSince(incidentId) {
    const { rows } = await ask<{ since: Date }>(`${quiet} where i.id = $1 ${allOk}`, [incidentId]);
    return rows[0]?.since;
  },

  async untended() {
    const { rows } = await ask<UntendedRow>(
      `select i.id, i.severity, i.state, i.commander is not null as commanded, i.snoozed is not null as snoozed,
              greatest(i.opened_at, t.reopened) as open_since, t.by_person, t.stale, t.commander
         from incident i cross join lateral (
           select max(at) filter (where action = 'incident.reopen') as reopened,
                  max(at) filter (where actor->>'kind' = 'responder') as by_person,
                  max(at) filter (where action = 'reminder.stale') as stale,
                  max(at) filter (where action = 'reminder.commander') as commander
             from timeline where incident_id = i.id) t
        where i.state <> 'resolved' order by i.number`,
    );
    return rows.map((row) => ({
      incidentId: row.id,
      severity: row.severity,
      state: row.state,
      hasCommander: row.commanded,
      snoozed: row.snoozed,
      openSince: row.open_since,
      lastByPerson: row.by_person,
      lastStale: row.stale,
      lastCommander: row.commander,
    }));
  },

  async withFollowUps(until, now = until) {
    const { rows } = await ask<{ id: string }>(
      `select i.id from incident i
        where i.state = 'resolved' and i.resolved_at <= $1
          and exists (
            select 1 from timeline t where t.incident_id = i.id and t.action = 'followup.add'
               and not exists (
                 select 1 from timeline d where d.incident_id = i.id and d.action = 'followup.done'
                    and d.body->>'followUp' = t.seq::text)
               and not exists (
                 select 1 from timeline s where s.incident_id = i.id and s.action = 'followup.snooze'
                    and s.body->>'followUp' = t.seq::text and (s.body->>'until')::timestamptz > $2))
          and not exists (
            select 1 from timeline r where r.incident_id = i.id and r.action = 'reminder.follow-ups' and r.at > $1)
        order by i.resolved_at limit 50`,
      [until, now],
    );
    return rows.map(({ id }) => id);
  },
});

async function alarmCounts(ask: Ask, incidentId: string): Promise<{ alarms: number; firing: number }> {
  const { rows } = await ask<{ alarms: number; firing: number }>(
    `select count(*)::integer as alarms, count(*) filter (where state = 'ALARM')::integer as firing
       from incident_alarm where incident_id = $1`,
    [incidentId],
  );
  return rows[0] ?? { alarms: 0, firing: 0 };
}
