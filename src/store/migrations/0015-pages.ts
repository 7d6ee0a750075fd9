/** Private incidents, who took part in what, and people who are signed in to the pages. */
export const pages = `
create table channel (
  id text primary key,
  private boolean not null,
  checked_at timestamptz(3) not null
);

alter table incident add column private boolean not null default false;
create index incident_private on incident (channel) where private;
create index incident_state on incident (state, number);
create index incident_severity on incident (severity, number);
create index incident_opened_at on incident (opened_at);

create table participant (
  incident_id text not null references incident (id),
  person_id text not null,
  name text not null,
  entries integer not null,
  first_at timestamptz(3) not null,
  last_at timestamptz(3) not null,
  primary key (incident_id, person_id)
);
create index participant_person on participant (person_id, incident_id);
-- Read as text: an old name may hold an escape that PostgreSQL does not take out of json.
insert into participant
  select incident_id, person, max(coalesce(named, person)), count(*), min(at), max(at)
    from (select incident_id, at, substring(actor::text from '"id": ?"([A-Z0-9]+)"') as person,
                 substring(actor::text from '"name": ?"([^"\\\\]+)"') as named
            from timeline) as entry
   where person is not null group by incident_id, person;

create index timeline_acknowledged on timeline (incident_id, at) where action = 'incident.acknowledge';
create index incident_alarm_at on incident_alarm (at);

create table web_session (
  token_hash text primary key,
  person_id text not null,
  team_id text not null,
  opened_at timestamptz(3) not null,
  expires_at timestamptz(3) not null
);
create index web_session_expires on web_session (expires_at);

create table page_link (
  token_hash text primary key,
  person_id text not null,
  expires_at timestamptz(3) not null
);
`;
