/** Alarms of an incident one by one, so that ten thousand of them are not one document. */
export const storms = `
create table incident_alarm (
  incident_id text not null references incident (id),
  alarm_hash text not null,
  alarm_key text not null,
  name text not null,
  arn text not null,
  severity text not null,
  state text not null,
  at timestamptz(3) not null,
  count integer not null,
  transitions integer not null,
  joined_at timestamptz(3) not null,
  primary key (incident_id, alarm_hash)
);
create index incident_alarm_of on incident_alarm (alarm_hash);
create index incident_alarm_joined on incident_alarm (incident_id, joined_at);

alter table incident
  add column counts json not null default '{"alarms":0,"firing":0,"transitions":0,"reopened":0}',
  add column storm boolean not null default false,
  add column snoozed json;

insert into incident_alarm
  select i.id, encode(sha256(convert_to(a.key, 'UTF8')), 'hex'), a.key, a.value->>'name', a.value->>'arn', i.severity,
         a.value->>'state', (a.value->>'at')::timestamptz, (a.value->>'count')::integer, (a.value->>'count')::integer,
         i.opened_at
    from incident i, json_each(i.alarms) a;
update incident set counts = json_build_object(
  'alarms', (select count(*) from incident_alarm where incident_id = id),
  'firing', (select count(*) from incident_alarm a where incident_id = id and a.state = 'ALARM'),
  'transitions', (select coalesce(sum(transitions), 0) from incident_alarm where incident_id = id),
  'reopened', 0);
alter table incident drop column alarms;

create index incident_group on incident (group_hash, number);
create index incident_snoozed on incident (number) where snoozed is not null;
create index incident_opened on incident (channel, opened_at);

alter table transition add column alarm_hash text, add column incident_id text references incident (id);
update transition set alarm_hash = encode(sha256(convert_to(alarm_key, 'UTF8')), 'hex');
alter table transition alter column alarm_hash set not null;
create index transition_of on transition (alarm_hash, at);

alter table outbox add column priority integer not null default 5;
alter table outbox add column told_late_at timestamptz;

alter table outbox drop constraint outbox_destination_check,
  add check (destination in ('slack', 'events', 'alerts'));

alter table inbox drop constraint inbox_state_check,
  add check (state in ('new', 'done', 'unparsed', 'dead', 'dropped'));

create table turn (key text primary key, next_at timestamptz not null);
`;
