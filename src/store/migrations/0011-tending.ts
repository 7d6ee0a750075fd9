/** Alarms that are muted, incidents that were merged, proposals to resolve. */
export const tending = `
alter table incident
  add column merged_into json,
  add column proposal json;
create index incident_merged on incident (group_hash) where merged_into is not null;

create table alarm_mute (
  arn_hash text primary key,
  arn text not null,
  name text not null,
  incident_id text not null references incident (id),
  until timestamptz(3) not null,
  reason text not null,
  muted_by json not null,
  at timestamptz(3) not null,
  transitions integer not null,
  would_have_opened integer not null,
  unmuted boolean not null
);
create index alarm_mute_until on alarm_mute (until);

create table alarm_held (
  alarm_hash text primary key,
  arn_hash text not null references alarm_mute (arn_hash) on delete cascade,
  state text not null,
  at timestamptz(3) not null,
  alarm json not null
);
create index alarm_held_of on alarm_held (arn_hash);

alter table incident_alarm add column adopted boolean not null default false;

create index timeline_follow_up on timeline (incident_id)
  where action in ('followup.add', 'followup.done', 'reminder.follow-ups');
`;
