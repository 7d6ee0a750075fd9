/**
 * Documents are `json`, not `jsonb`: it keeps exactly what was written, and it takes the escapes (NUL, halves of
 * surrogate pairs) that hostile text may carry. Keys made of foreign text are unique by their SHA-256, because a
 * long one does not fit into an index.
 */
export const record = `
create table inbox (
  id bigint generated always as identity primary key,
  source text not null,
  transport_key text not null,
  transport_hash text not null unique,
  body bytea not null,
  state text not null default 'new' check (state in ('new', 'done', 'unparsed', 'dead')),
  attempts integer not null default 0,
  error text,
  received_at timestamptz(3) not null
);
create index inbox_waiting on inbox (attempts, id) where state = 'new';
create index inbox_state on inbox (state, id);

create table transition (
  transition_hash text primary key,
  alarm_key text not null,
  state text not null,
  at timestamptz(3) not null,
  inbox_id bigint references inbox (id) on delete set null
);

create sequence incident_number as integer;
create table incident (
  id text primary key,
  number integer not null unique default nextval('incident_number'),
  title text not null,
  state text not null check (state in ('open', 'acknowledged', 'resolved')),
  severity text not null,
  group_key text,
  group_hash text,
  channel text not null,
  commander json,
  opened_at timestamptz(3) not null,
  opened_by json not null,
  acknowledged_at timestamptz(3),
  acknowledged_by json,
  resolved_at timestamptz(3),
  resolution text,
  alarm json,
  alarms json not null,
  runbook json,
  next_step text,
  version integer not null default 1,
  seq integer not null default 0,
  chain_hash text not null
);
create unique index incident_open_group on incident (group_hash) where state <> 'resolved';
create index incident_channel on incident (channel, number);

create table timeline (
  incident_id text not null references incident (id),
  seq integer not null,
  at timestamptz(3) not null,
  actor json not null,
  action text not null,
  body json not null,
  salt text not null,
  hash text not null,
  primary key (incident_id, seq)
);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz(3) not null,
  actor json not null,
  action text not null,
  outcome text not null check (outcome in ('allowed', 'refused')),
  incident_id text,
  detail text
);
create index audit_incident on audit (incident_id, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op) using errcode = '23001';
end $$;
create trigger timeline_append_only before update or delete on timeline
  for each row execute function refuse_change();
create trigger timeline_keep before truncate on timeline execute function refuse_change();
create trigger audit_append_only before update or delete on audit
  for each row execute function refuse_change();
create trigger audit_keep before truncate on audit execute function refuse_change();

create table step (
  incident_id text not null references incident (id),
  step_id text not null,
  position integer not null,
  state text not null check (state in (
    'ready', 'queued', 'running', 'waiting', 'done', 'failed', 'cancelled', 'unknown', 'skipped')),
  version integer not null,
  run_id text,
  answer json,
  expires_at timestamptz(3),
  primary key (incident_id, step_id)
);
create index step_waiting on step (expires_at) where state = 'waiting' and expires_at is not null;

create table run (
  id text primary key,
  incident_id text not null references incident (id),
  step_id text,
  title text not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled', 'unknown')),
  attempt integer not null,
  requested_by json not null,
  requested_at timestamptz(3) not null,
  started_at timestamptz(3),
  ended_at timestamptz(3),
  runbook_hash text,
  query json not null,
  query_window json not null,
  account text not null,
  regions json not null,
  plan json,
  progress json,
  completeness json,
  row_count integer,
  rows_hash text,
  findings json not null,
  error text,
  cancelled_by json,
  queued_at timestamptz not null default now(),
  lease_until timestamptz,
  added bigint generated always as identity
);
create index run_incident on run (incident_id, added);
create index run_unfinished on run (state) where state in ('queued', 'running');

create table run_rows (
  run_id text primary key references run (id),
  body bytea not null
);

create table fact (
  incident_id text not null references incident (id),
  name text not null,
  value json not null,
  source text not null,
  primary key (incident_id, name)
);

create table shown (
  incident_id text not null references incident (id),
  key text not null,
  channel text not null,
  ts text not null,
  thread_ts text,
  primary key (incident_id, key)
);
create index shown_message on shown (channel, ts);

create table outbox (
  id bigint generated always as identity primary key,
  key text not null unique,
  incident_id text not null references incident (id),
  destination text not null check (destination in ('slack', 'events')),
  lane text not null,
  coalesce_key text not null,
  show json not null,
  state text not null default 'pending' check (state in ('pending', 'sending', 'sent', 'dropped')),
  tries integer not null default 0,
  first_try timestamptz(3),
  not_before timestamptz not null default now(),
  error text,
  added_at timestamptz not null default now(),
  settled_at timestamptz
);
create index outbox_lane on outbox (lane, id) where state in ('pending', 'sending');
create index outbox_due on outbox (destination, id) where state in ('pending', 'sending');
create index outbox_waiting on outbox (coalesce_key) where state = 'pending';

create table budget (
  account text not null,
  region text not null,
  api text not null,
  next_at timestamptz not null,
  primary key (account, region, api)
);
`;
