/** What people write in an incident's thread, every version of it, and when it was read back from the workspace. */
export const thread = `
create table thread_message (
  incident_id text not null references incident (id),
  channel text not null,
  ts text not null,
  revision text not null,
  kind text not null check (kind in ('posted', 'edited', 'deleted')),
  thread_ts text,
  author_id text not null,
  author_name text not null,
  text text not null,
  at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  primary key (incident_id, channel, ts, revision)
);

create table thread_read (
  incident_id text primary key references incident (id),
  at timestamptz(3) not null,
  trouble text
);

-- Which incidents to look at when a message changes: their timelines say what of it they have.
create table pinned_message (
  incident_id text not null references incident (id),
  channel text not null,
  ts text not null,
  primary key (channel, ts, incident_id)
);
`;
