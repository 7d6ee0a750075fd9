import { type Alarm, alarmKey } from "../domain/alarm/alarm.ts";
import type { AlarmMute } from "../domain/alarm/mute.ts";
import type { Reads, Tx } from "../flows/ports.ts";
import { document, fingerprint, reviveAlarm, type Stored, storable } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";

interface MuteRow extends Omit<AlarmMute, "incidentId" | "by" | "wouldHaveOpened"> {
  incident_id: string;
  muted_by: AlarmMute["by"];
  would_have_opened: number;
}

const muteOf = (row: MuteRow): AlarmMute => ({
  arn: row.arn,
  name: row.name,
  incidentId: row.incident_id,
  until: row.until,
  reason: row.reason,
  by: row.muted_by,
  at: row.at,
  transitions: row.transitions,
  wouldHaveOpened: row.would_have_opened,
  unmuted: row.unmuted,
});

export const muteReads = (ask: Ask): Pick<Reads, "mutes" | "muteOf"> => ({
  async mutes({ incidentId }) {
    const { rows } = await ask<MuteRow>(
      `select m.* from alarm_mute m
        where $1::text is null or m.incident_id = $1
           or exists (select 1 from incident_alarm a where a.incident_id = $1 and a.arn = m.arn)
        order by m.until, m.arn limit 200`,
      [incidentId ?? null],
    );
    return rows.map(muteOf);
  },

  async muteOf(arn) {
    const { rows } = await ask<MuteRow>("select * from alarm_mute where arn_hash = $1", [fingerprint(arn)]);
    return rows[0] && muteOf(rows[0]);
  },
});

type MuteWrites = Pick<
  Tx,
  "saveMute" | "countMuted" | "holdAlarm" | "heldAlarms" | "releaseHeld" | "endMute" | "endedMutes"
>;

export const muteWrites = (ask: Ask): MuteWrites => ({
  async saveMute({ arn, name, incidentId, until, reason, by, at, ...rest }) {
    await ask(
      `insert into alarm_mute values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       on conflict (arn_hash) do update
          set name = excluded.name, incident_id = excluded.incident_id, until = excluded.until,
              reason = excluded.reason, muted_by = excluded.muted_by, at = excluded.at,
              transitions = excluded.transitions, would_have_opened = excluded.would_have_opened,
              unmuted = excluded.unmuted`,
      [
        ...[fingerprint(arn), storable(arn), storable(name), incidentId, until, storable(reason)],
        ...[document(by), at, rest.transitions, rest.wouldHaveOpened, rest.unmuted],
      ],
    );
  },

  async countMuted(arn) {
    await ask("update alarm_mute set transitions = transitions + 1 where arn_hash = $1", [fingerprint(arn)]);
  },

  async holdAlarm(alarm) {
    const arn = fingerprint(alarm.arn);
    await ask(
      `insert into alarm_held as h values ($1, $2, $3, $4, $5)
       on conflict (alarm_hash) do update
          set arn_hash = excluded.arn_hash, state = excluded.state, at = excluded.at, alarm = excluded.alarm
        where (h.at, h.state = 'ALARM') < (excluded.at, excluded.state = 'ALARM')`,
      [fingerprint(alarmKey(alarm)), arn, alarm.state, alarm.at, document(alarm)],
    );
    if (alarm.state === "ALARM")
      await ask("update alarm_mute set would_have_opened = would_have_opened + 1 where arn_hash = $1", [arn]);
  },

  async heldAlarms(arn) {
    const { rows } = await ask<{ alarm: Stored<Alarm> }>(
      "select alarm from alarm_held where arn_hash = $1 order by at, alarm_hash",
      [fingerprint(arn)],
    );
    return rows.map(({ alarm }) => reviveAlarm(alarm));
  },

  async releaseHeld(key) {
    await ask("delete from alarm_held where alarm_hash = $1", [fingerprint(key)]);
  },

  async endMute(arn) {
    await ask("delete from alarm_mute where arn_hash = $1", [fingerprint(arn)]);
  },

  async endedMutes(now) {
    const { rows } = await ask<MuteRow>(
      "select * from alarm_mute where until <= $1 order by until, arn limit 100",
      [now],
    );
    return rows.map(muteOf);
  },
});
