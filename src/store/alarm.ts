import { alarmKey, transitionKey } from "../domain/alarm/alarm.ts";
import type { AlarmStatus } from "../domain/alarm/alarm-status.ts";
import type { Reads, Tx } from "../flows/ports.ts";
import type { IncidentLock } from "./incident-lock.ts";
import { fingerprint, storable } from "./stored.ts";
import type { Ask } from "./transaction.ts";

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
  "transitionOnce" | "placeTransition" | "latestTransition" | "newAlarms" | "alarmStatus" | "saveAlarmStatus"
>;

export const alarmWrites = (ask: Ask, lock: IncidentLock, clock: () => Date): AlarmWrites => ({
  async transitionOnce(alarm, inboxId) {
    const key = alarmKey(alarm);
    const { count } = await ask(
      `insert into transition (transition_hash, alarm_key, alarm_hash, state, at, inbox_id)
       values ($1, $2, $3, $4, $5, $6) on conflict (transition_hash) do nothing`,
      [
        fingerprint(transitionKey(alarm)),
        storable(key),
        fingerprint(key),
        alarm.state,
        alarm.at,
        inboxId ?? null,
      ],
    );
    return count === 1;
  },

  async placeTransition(alarm, incidentId) {
    await ask("update transition set incident_id = $2 where transition_hash = $1", [
      fingerprint(transitionKey(alarm)),
      incidentId,
    ]);
  },

  async latestTransition(key) {
    const { rows } = await ask<Pick<AlarmStatus, "state" | "at">>(
      "select state, at from transition where alarm_hash = $1 order by at desc, (state = 'ALARM') desc limit 1",
      [fingerprint(key)],
    );
    return rows[0];
  },

  async newAlarms(channel, since, atMost) {
    const { count } = await ask(
      `(select 1 from incident where channel = $1 and opened_at > $2 and group_key is not null and not storm)
       union all
       (select 1 from incident_alarm a join incident i on i.id = a.incident_id
         where i.storm and i.channel = $1 and i.state <> 'resolved' and a.joined_at > $2)
       limit $3`,
      [channel, since, atMost],
    );
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
    await ask(
      `insert into incident_alarm values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       on conflict (incident_id, alarm_hash) do update
          set severity = excluded.severity, state = excluded.state, at = excluded.at, count = excluded.count,
              transitions = excluded.transitions`,
      [
        ...[incidentId, fingerprint(key), storable(key), storable(name), storable(arn), severity, state, at],
        ...[count, transitions, clock()],
      ],
    );
  },
});
