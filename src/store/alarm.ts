import { alarmKey, transitionKey } from "../domain/alarm/alarm.ts";
import type { AlarmStatus } from "../domain/alarm/alarm-status.ts";
import type { Reads, Tx } from "../flows/ports.ts";
import type { IncidentLock } from "./database/incident-lock.ts";

import { inBulk, type Later } from "./database/later.ts";
import type { Absent } from "./database/look-ahead.ts";
import { fingerprint, storable } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";

interface StatusRow extends Omit<AlarmStatus, "key"> {
  alarm_key: string;
}

const statusOf = ({ alarm_key: key, name, arn, severity, state, at, count, transitions }: StatusRow) => ({
  ...{ key, name, arn, severity, state, at, count, transitions },
});

export const alarmReads = (ask: Ask): Pick<Reads, "alarms"> => ({
  async alarms(incidentId, limit) {
    const { rows } = await ask<StatusRow>(
      `select * from incident_alarm where incident_id = $1
        order by (state <> 'ALARM'), severity, at desc, alarm_hash limit $2`,
      [incidentId, limit],
    );
    return rows.map(statusOf);
  },
});

type AlarmWrites = Pick<
  Tx,
  | "transitionOnce"
  | "placeTransition"
  | "latestTransition"
  | "unplacedTransitions"
  | "newAlarms"
  | "alarmStatus"
  | "saveAlarmStatus"
>;

export const alarmWrites = (
  later: Later,
  lock: IncidentLock,
  { clock, absent }: { clock: () => Date; absent: Absent },
  { ask } = later,
  /** Channels with as many new alarms as were asked for: they do not become fewer while we are at it. */
  stormy = new Map<string, number>(),
): AlarmWrites => ({
  async transitionOnce(alarm, inboxId) {
    const key = alarmKey(alarm);
    const hash = fingerprint(transitionKey(alarm));
    const row = [hash, storable(key), fingerprint(key), alarm.state, alarm.at, inboxId ?? null, null];
    if (absent.transitions.delete(hash)) {
      later.put(keepTransitions, hash, row);
      return true;
    }
    const { count } = await ask(
      `insert into transition (transition_hash, alarm_key, alarm_hash, state, at, inbox_id, incident_id)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (transition_hash) do nothing`,
      row,
    );
    return count === 1;
  },

  async placeTransition(alarm, incidentId) {
    const hash = fingerprint(transitionKey(alarm));
    const waiting = later.waiting(keepTransitions, hash);
    if (waiting) later.put(keepTransitions, hash, [...waiting.slice(0, -1), incidentId]);
    else later.put(placeTransitions, hash, [hash, incidentId]);
  },

  async latestTransition(key) {
    const { rows } = await ask<Pick<AlarmStatus, "state" | "at">>(
      "select state, at from transition where alarm_hash = $1 order by at desc, (state = 'ALARM') desc limit 1",
      [fingerprint(key)],
    );
    return rows[0];
  },

  async unplacedTransitions(key, after) {
    const { rows } = await ask<Pick<AlarmStatus, "state" | "at">>(
      `select state, at from transition where alarm_hash = $1 and at > $2 and incident_id is null
        order by at, (state = 'ALARM')`,
      [fingerprint(key), after],
    );
    return rows;
  },

  async newAlarms(channel, since, atMost) {
    const before = stormy.get(channel) ?? 0;
    if (before >= atMost) return atMost;
    const { count } = await ask(
      `(select 1 from incident where channel = $1 and opened_at > $2 and group_key is not null and not storm)
       union all
       (select 1 from incident_alarm a join incident i on i.id = a.incident_id
         where i.storm and i.channel = $1 and i.state <> 'resolved' and a.joined_at > $2)
       limit $3`,
      [channel, since, atMost],
    );
    stormy.set(channel, count);
    return count;
  },

  async alarmStatus(incidentId, key) {
    const { rows } = await ask<StatusRow>(
      "select * from incident_alarm where incident_id = $1 and alarm_hash = $2",
      [incidentId, fingerprint(key)],
    );
    return rows[0] && statusOf(rows[0]);
  },

  async saveAlarmStatus(incidentId, { key, name, arn, severity, state, at, count, transitions }) {
    await lock.take(incidentId);
    const hash = fingerprint(key);
    later.put(keepStatuses, `${incidentId} ${hash}`, [
      ...[incidentId, hash, storable(key), storable(name), storable(arn), severity, state, at],
      ...[count, transitions, clock()],
    ]);
  },
});

const keepTransitions = inBulk(
  `insert into transition (transition_hash, alarm_key, alarm_hash, state, at, inbox_id, incident_id)
   select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::bigint[], $7::text[])`,
);

const placeTransitions = inBulk(
  `update transition set incident_id = p.incident_id
     from unnest($1::text[], $2::text[]) as p (hash, incident_id) where transition_hash = p.hash`,
);

const keepStatuses = inBulk(
  `insert into incident_alarm
   select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                        $8::timestamptz[], $9::integer[], $10::integer[], $11::timestamptz[])
   on conflict (incident_id, alarm_hash) do update
      set severity = excluded.severity, state = excluded.state, at = excluded.at, count = excluded.count,
          transitions = excluded.transitions`,
);
